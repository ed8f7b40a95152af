package dev.pointsman.access.managed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.access.KeyHash;
import dev.pointsman.access.KeySource;
import dev.pointsman.access.KeyStore;
import dev.pointsman.access.Priority;
import dev.pointsman.access.managed.ManagedKey.Grant;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagedKeysTest {
    private static final Grant ALL = new Grant("red", Set.of("batch"), Set.of("small"));
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private final FakeVault vault = new FakeVault();
    private Instant now = NOW;
    private ManagedKeys keys;
    private KeyStore store;

    /** Keeps keys in memory, or fails. */
    private static final class FakeVault implements KeyVault {
        private List<ManagedKey> kept = new ArrayList<>();
        private boolean broken;

        @Override
        public List<ManagedKey> load() {
            return kept;
        }

        @Override
        public void save(List<ManagedKey> all) throws IOException {
            if (broken) {
                throw new IOException("the disk is full");
            }
            kept = List.copyOf(all);
        }
    }

    @BeforeEach
    void open() throws IOException {
        keys = ManagedKeys.open(vault, false, () -> now);
        store = new KeyStore(List.of(), keys, () -> now);
    }

    @Test
    void aKeyCountsAsSoonAsItIsMadeAndIsKeptAsADigest() throws IOException {
        assertThat(store.open()).isTrue();

        String value = keys.create("ci", ALL, "cli", null);

        assertThat(store.open()).isFalse();
        assertThat(value).startsWith("pm-").hasSize(35);
        assertThat(store.authenticate(value)).satisfies(who -> {
            assertThat(who.key()).isEqualTo("ci");
            assertThat(who.team()).isEqualTo("red");
            assertThat(who.models()).containsExactly("small");
            assertThat(who.traits().tags()).containsExactly("batch");
        });
        assertThat(vault.kept).singleElement().satisfies(key -> {
            assertThat(key.hashes()).containsExactly(new KeyHash(KeyStore.hash(value), null));
            assertThat(key.createdBy()).isEqualTo("cli");
            assertThat(key.createdAt()).isEqualTo(NOW);
            assertThat(key.toString()).doesNotContain(value);
        });
    }

    @Test
    void aKeyHasThePriorityItWasGivenLast() throws IOException {
        String usual = keys.create("usual", ALL, "cli", null);
        String urgent = keys.create("urgent", new Grant(null, Set.of(), null, Priority.HIGH), "cli", null);
        assertThat(store.authenticate(usual).priority()).isEqualTo(Priority.NORMAL);
        assertThat(store.authenticate(urgent).priority()).isEqualTo(Priority.HIGH);

        keys.prioritize("usual", Priority.LOW);

        assertThat(store.authenticate(usual).priority()).isEqualTo(Priority.LOW);
        assertThat(store.authenticate(usual).team()).isEqualTo("red");
        assertThat(keys.get("usual").revision()).isEqualTo(2);
        assertThat(vault.kept.get(0).grant().priority()).isEqualTo(Priority.LOW);
        assertThatThrownBy(() -> Priority.of("urgent")).hasMessage("priority: expected high, normal or low");
    }

    @Test
    void keysOutliveARestart() throws IOException {
        String value = keys.create("ci", ALL, "cli", null);

        open();

        assertThat(store.authenticate(value).key()).isEqualTo("ci");
    }

    @Test
    void aRevokedKeyIsRefusedAtOnceAndTheGatewayStaysClosed() throws IOException {
        String value = keys.create("ci", ALL, "cli", null);
        now = NOW.plusSeconds(5);

        keys.revoke("ci");

        assertThatThrownBy(() -> store.authenticate(value))
                .hasMessageContaining("it was revoked at 2026-11-30T12:00:05Z");
        assertThat(store.open()).isFalse();
        assertThat(keys.get("ci").state(now)).isEqualTo("revoked");
        assertThatThrownBy(() -> keys.rotate("ci", Duration.ZERO)).hasMessageContaining("revoked, for good");
        assertThatThrownBy(() -> keys.create("ci", ALL, "cli", null)).hasMessageContaining("already");
    }

    @Test
    void theValueBeforeARotationCountsForItsGrace() throws IOException {
        String first = keys.create("ci", ALL, "cli", null);
        String second = keys.rotate("ci", Duration.ofHours(1));

        now = NOW.plus(Duration.ofHours(1)).minusMillis(1);
        assertThat(store.authenticate(first).key()).isEqualTo("ci");
        assertThat(store.authenticate(second).key()).isEqualTo("ci");
        now = NOW.plus(Duration.ofHours(1));

        assertThatThrownBy(() -> store.authenticate(first)).hasMessageContaining("it was replaced");
        assertThat(store.authenticate(second).key()).isEqualTo("ci");
    }

    @Test
    void aSecondRotationEndsTheFirstValue() throws IOException {
        String first = keys.create("ci", ALL, "cli", null);
        String second = keys.rotate("ci", Duration.ofHours(1));
        keys.rotate("ci", Duration.ofHours(1));

        assertThatThrownBy(() -> store.authenticate(first)).hasMessageContaining("does not know it");
        assertThat(store.authenticate(second).key()).isEqualTo("ci");
    }

    @Test
    void anEndIsSetAndTakenBack() throws IOException {
        String value = keys.create("ci", ALL, "cli", NOW);
        assertThatThrownBy(() -> store.authenticate(value)).hasMessageContaining("it expired");
        assertThat(keys.get("ci").state(now)).isEqualTo("expired");

        keys.expire("ci", null);

        assertThat(store.authenticate(value).key()).isEqualTo("ci");
        assertThat(keys.get("ci").state(now)).isEqualTo("active");
    }

    @Test
    void whatCannotBeKeptIsNotDone() throws IOException {
        String value = keys.create("ci", ALL, "cli", null);
        vault.broken = true;

        assertThatThrownBy(() -> keys.create("cd", ALL, "cli", null)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> keys.revoke("ci")).isInstanceOf(IOException.class);

        assertThat(keys.names()).containsExactly("ci");
        assertThat(store.authenticate(value).key()).isEqualTo("ci");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "ä", "line\nbreak"})
    void aNameIsOneWord(String name) {
        assertThatThrownBy(() -> keys.create(name, ALL, "cli", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected letters, digits, dots, dashes and underscores");
    }

    @Test
    void anUnknownNameIsTold() {
        assertThatThrownBy(() -> keys.revoke("nobody")).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void whatAnotherGatewayKnowsIsTakenOverAndKept() throws IOException {
        open();
        keys.create("mine", ALL, "cli", null);
        ManagedKeys other = other("theirs");

        assertThat(keys.merge(other.list())).as("it lacks one").isFalse();
        assertThat(keys.names()).containsExactlyInAnyOrder("mine", "theirs");
        assertThat(vault.kept).hasSize(2);
        assertThat(other.merge(keys.list())).isTrue();
        assertThat(keys.merge(other.list())).isTrue();
        assertThat(other.list()).containsExactlyInAnyOrderElementsOf(keys.list());
    }

    @Test
    void ofOneKeyTheOneOfMoreChangesCountsAndRevokedAboveAll() throws IOException {
        ManagedKeys other = other("ci");
        open();
        keys.merge(other.list());
        keys.expire("ci", NOW.plusSeconds(60));
        keys.rotate("ci", Duration.ZERO);
        other.expire("ci", NOW.plusSeconds(90));

        assertThat(other.merge(keys.list())).isTrue();
        assertThat(other.get("ci")).isEqualTo(keys.get("ci"));
        assertThat(other.get("ci").expires()).isEqualTo(NOW.plusSeconds(60));
        other.revoke("ci");
        keys.expire("ci", null);
        keys.expire("ci", null);
        keys.merge(other.list());
        assertThat(keys.get("ci").revokedAt()).isEqualTo(NOW);
        assertThat(other.merge(keys.list())).isTrue();
    }

    @Test
    void ofTwoKeysOfOneNameAllGatewaysTakeTheSame() throws IOException {
        for (int i = 0; i < 20; i++) {
            ManagedKeys one = other("ci");
            ManagedKeys two = other("ci");
            List<ManagedKey> ones = one.list();
            one.merge(two.list());
            two.merge(ones);

            assertThat(one.list()).isEqualTo(two.list());
        }
        ManagedKeys early = other("ci");
        ManagedKey first = early.get("ci");
        now = NOW.plusSeconds(1);
        ManagedKeys late = other("ci");
        early.merge(late.list());
        assertThat(early.get("ci")).isEqualTo(first);
        assertThat(late.merge(early.list())).isTrue();
        assertThat(late.get("ci")).isEqualTo(first);
    }

    private ManagedKeys other(String name) throws IOException {
        ManagedKeys other = ManagedKeys.open(new FakeVault(), false, () -> now);
        other.create(name, ALL, "cli", null);
        return other;
    }

    @Test
    void whenAllPlacesAreTakenTheOneThatWasRevokedFirstGoes() throws IOException {
        List<ManagedKey> full = new ArrayList<>();
        for (int i = 0; i < ManagedKeys.MOST_KEYS; i++) {
            Instant revoked = i == 7 ? NOW : i == 5 ? NOW.plusSeconds(1) : null;
            full.add(new ManagedKey(
                    "k" + i, List.of(new KeyHash(KeyStore.hash("v" + i), null)), ALL, NOW, "cli", null, revoked, 1));
        }
        vault.kept = full;
        open();

        keys.create("a", ALL, "cli", null);
        assertThat(keys.names()).doesNotContain("k7").contains("k5").hasSize(ManagedKeys.MOST_KEYS);
        keys.create("b", ALL, "cli", null);

        assertThatThrownBy(() -> keys.create("c", ALL, "cli", null)).hasMessageContaining("all 10000 keys are in use");
    }

    @Test
    void whereAKeyIsAskedForTheGatewayIsClosedBeforeThereIsOne() throws IOException {
        assertThat(ManagedKeys.open(vault, true, () -> now).open()).isFalse();
        assertThat(KeySource.NONE.open()).isTrue();
    }
}
