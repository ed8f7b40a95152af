package dev.pointsman.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.access.KeyStore;
import dev.pointsman.access.managed.ManagedKey.Grant;
import dev.pointsman.access.managed.ManagedKeys;
import dev.pointsman.config.Secret;
import dev.pointsman.testing.RealRedis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Managed keys of several gateways on a real Redis. */
class RedisKeysTest {
    private static final Grant ALL = new Grant("red", Set.of(), null);
    private static final String KEY = FleetKeys.name(Secret.of("s"));

    @TempDir
    private Path folder;

    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final List<Member> members = new ArrayList<>();
    private RealRedis redis;

    @BeforeEach
    void begin() throws IOException {
        redis = RealRedis.in(folder);
    }

    @AfterEach
    void end() {
        members.forEach(Member::close);
        worker.shutdownNow();
        redis.close();
    }

    private ManagedKeys gateway(String name, String secret) throws IOException {
        ManagedKeys keys = ManagedKeys.open(new KeyFile(folder.resolve(name + ".json")), false, Clock.systemUTC());
        Member member = Member.patient(redis.url(), "[]", null);
        members.add(member);
        new FleetKeys(member.fleet, member.store, Secret.of(secret), keys, worker).start();
        return keys;
    }

    private byte[] list() {
        return list(KEY);
    }

    private byte[] list(String name) {
        return members.get(0).store.get(name, 1 << 20).toCompletableFuture().join();
    }

    private void put(byte[] list) {
        members.get(0)
                .store
                .put(KEY, list, Duration.ofMinutes(1))
                .toCompletableFuture()
                .join();
    }

    @Test
    void aKeyThatIsMadeAtOneGatewayOpensAllAndOneThatIsRevokedClosesAll() throws IOException {
        ManagedKeys one = gateway("one", "s");
        ManagedKeys two = gateway("two", "s");
        String value = one.create("ci", ALL, "cli", null);

        Awaitility.await().until(() -> two.find(KeyStore.hash(value)) != null);
        assertThat(two.get("ci")).isEqualTo(one.get("ci"));
        assertThat(new String(list(), StandardCharsets.UTF_8)).doesNotContain(value);
        two.revoke("ci");

        Awaitility.await().until(() -> one.get("ci").revokedAt() != null);
        assertThat(ManagedKeys.open(new KeyFile(folder.resolve("one.json")), false, Clock.systemUTC())
                        .get("ci")
                        .revokedAt())
                .isEqualTo(two.get("ci").revokedAt());
    }

    @Test
    void whatIsMadeWhileRedisIsAwayIsExchangedWhenItIsBackAndEmpty() throws IOException {
        ManagedKeys one = gateway("one", "s");
        ManagedKeys two = gateway("two", "s");
        one.create("before", ALL, "cli", null);
        Awaitility.await().until(() -> two.names().contains("before"));
        redis.kill();
        one.create("ones", ALL, "cli", null);
        two.create("twos", ALL, "cli", null);
        two.revoke("before");
        redis.restart();

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> one.names().equals(Set.of("before", "ones", "twos"))
                        && two.names().equals(one.names())
                        && one.get("before").revokedAt() != null);
    }

    @Test
    void manyChangesAtOnceAreAllKnownToAllInTheEnd() throws IOException {
        List<ManagedKeys> gateways = List.of(gateway("one", "s"), gateway("two", "s"), gateway("three", "s"));
        for (int i = 0; i < 30; i++) {
            gateways.get(i % 3).create("k" + i, ALL, "cli", null);
        }

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> gateways.stream().allMatch(each -> each.names().size() == 30));
    }

    @Test
    void whoCanWriteInRedisMakesNoKeys() throws IOException {
        ManagedKeys one = gateway("one", "s");
        one.create("mine", ALL, "cli", null);
        Awaitility.await().until(() -> list().length > 0);
        ManagedKeys stranger = gateway("stranger", "another secret");
        String value = stranger.create("theirs", ALL, "cli", null);
        String theirs = FleetKeys.name(Secret.of("another secret"));
        Awaitility.await().until(() -> list(theirs).length > 0);

        put(list(theirs));
        Awaitility.await().until(() -> !Arrays.equals(list(KEY), list(theirs)));
        put(new byte[10]);
        Awaitility.await().until(() -> list(KEY).length > 100);

        ManagedKeys later = gateway("later", "s");
        Awaitility.await().until(() -> later.names().contains("mine"));
        assertThat(one.find(KeyStore.hash(value))).isNull();
        assertThat(later.find(KeyStore.hash(value))).isNull();
        assertThat(stranger.names()).containsExactly("theirs");
    }
}
