package dev.pointsman.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.routing.facts.KeyTraits;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private Instant now = NOW;

    @Test
    void aKeyIsFoundByItsHashOnly() {
        KeyStore keys = store(new KeySettings("ci", KeyStore.hash("sk-one"), "platform", Set.of("small")));

        assertThat(keys.authenticate("sk-one")).isEqualTo(new Principal("ci", "platform", Set.of("small")));
        assertThatThrownBy(() -> keys.authenticate("sk-two")).hasMessageContaining("does not know it");
        assertThatThrownBy(() -> keys.authenticate("")).hasMessageContaining("does not know it");
        assertThat(keys.open()).isFalse();
    }

    @Test
    void aKeyCountsUntilItExpiresAndThenSaysSo() {
        KeyStore keys = store(key(NOW.plusMillis(1), false, new KeyHash(KeyStore.hash("sk-one"), null)));
        assertThat(keys.authenticate("sk-one").key()).isEqualTo("ci");

        now = NOW.plusMillis(1);

        GatewayException refused = catchThrowableOfType(GatewayException.class, () -> keys.authenticate("sk-one"));
        assertThat(refused.kind()).isEqualTo(ErrorKind.AUTHENTICATION);
        assertThat(refused.text())
                .isEqualTo("Incorrect API key provided: the API key \"ci\" is no longer valid: it expired at"
                        + " 2026-11-30T12:00:00.001Z.");
    }

    @Test
    void aDisabledKeyIsKnownAndRefused() {
        KeyStore keys = store(key(null, true, new KeyHash(KeyStore.hash("sk-one"), null)));

        assertThatThrownBy(() -> keys.authenticate("sk-one")).hasMessageContaining("it is disabled.");
        assertThat(keys.open()).isFalse();
    }

    @Test
    void aValueThatWasReplacedCountsForAWhileBesideTheNewOne() {
        KeyStore keys = store(key(
                NOW.plusSeconds(60),
                false,
                new KeyHash(KeyStore.hash("sk-new"), null),
                new KeyHash(KeyStore.hash("sk-old"), NOW.plusSeconds(30))));
        assertThat(keys.authenticate("sk-old").traits().tags()).containsExactly("beta");

        now = NOW.plusSeconds(30);

        assertThatThrownBy(() -> keys.authenticate("sk-old"))
                .hasMessageContaining("it was replaced, and this value ended at 2026-11-30T12:00:30Z");
        assertThat(keys.authenticate("sk-new").key()).isEqualTo("ci");
        now = NOW.plusSeconds(60);
        assertThatThrownBy(() -> keys.authenticate("sk-new")).hasMessageContaining("it expired");
    }

    @Test
    void aValueThatIsReplacedAfterItsKeyExpiresEndsWithTheKey() {
        KeyStore keys = store(key(NOW, false, new KeyHash(KeyStore.hash("sk-old"), NOW.plusSeconds(30))));

        assertThatThrownBy(() -> keys.authenticate("sk-old")).hasMessageContaining("it expired");
    }

    @Test
    void keysBesideThePolicyAreAskedAfterItsOwn() {
        KnownKey other =
                KnownKey.of(new KeyHash(KeyStore.hash("sk-two"), null), new Principal("other", null, null), null);
        KeySource source = new KeySource() {
            @Override
            public @Nullable KnownKey find(String hash) {
                return other; // whatever it is asked for: what it gives is compared once more
            }

            @Override
            public boolean open() {
                return false;
            }
        };
        KeyStore keys =
                new KeyStore(List.of(new KeySettings("ci", KeyStore.hash("sk-one"), null, null)), source, () -> now);

        assertThat(keys.authenticate("sk-one").key()).isEqualTo("ci");
        assertThat(keys.authenticate("sk-two").key()).isEqualTo("other");
        assertThatThrownBy(() -> keys.authenticate("sk-three")).hasMessageContaining("does not know it");
        assertThat(new KeyStore(List.of(), source, () -> now).open()).isFalse();
    }

    @Test
    void hashIsSha256InHex() {
        assertThat(KeyStore.hash("abc")).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void withoutKeysTheGatewayIsOpen() {
        assertThat(new KeyStore(List.of(), InstantSource.system()).open()).isTrue();
    }

    @Test
    void anAllowListLetsOnlyItsModelsPass() {
        Principal principal = new Principal("ci", null, Set.of("small"));

        assertThat(principal.mayUse("small")).isTrue();
        assertThat(principal.mayUse("large")).isFalse();
        assertThat(Principal.ANONYMOUS.mayUse("large")).isTrue();
    }

    private KeyStore store(KeySettings key) {
        return new KeyStore(List.of(key), () -> now);
    }

    private static KeySettings key(@Nullable Instant expires, boolean disabled, KeyHash... hashes) {
        return new KeySettings(
                "ci",
                List.of(hashes),
                null,
                null,
                new KeyTraits(Set.of("beta"), true),
                Priority.NORMAL,
                expires,
                disabled);
    }
}
