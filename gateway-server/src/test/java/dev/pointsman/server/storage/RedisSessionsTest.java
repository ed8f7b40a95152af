package dev.pointsman.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.fleet.sessions.FleetSessions;
import dev.pointsman.session.SharedSessions.Finding;
import dev.pointsman.testing.RealRedis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What two gateways remember of conversations on a real Redis. */
class RedisSessionsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration PATIENT = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
    private RealRedis redis;
    private Member one;
    private Member two;
    private FleetSessions ones;
    private FleetSessions twos;

    @BeforeEach
    void begin() throws IOException {
        redis = RealRedis.in(folder);
        one = Member.patient(redis.url(), "[]", null);
        two = Member.patient(redis.url(), "[]", null);
        ones = new FleetSessions(one.fleet, one.store);
        twos = new FleetSessions(two.fleet, two.store);
        for (FleetSessions each : new FleetSessions[] {ones, twos}) {
            Awaitility.await().until(() -> {
                each.put("first", bytes("x"), MINUTE);
                return found(each, "first", PATIENT).equals("x");
            });
        }
    }

    @AfterEach
    void end() {
        one.close();
        two.close();
        loop.shutdownNow();
        redis.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** "" where there is nothing. */
    private String found(FleetSessions sessions, String name, Duration within) {
        CompletableFuture<String> found = new CompletableFuture<>();
        loop.execute(() -> sessions.find(name, within, loop, new Finding() {
            @Override
            public void found(byte[] remembered, long ageNanos) {
                assertThat(ageNanos).isBetween(0L, Duration.ofSeconds(30).toNanos());
                found.complete(new String(remembered, StandardCharsets.UTF_8));
            }

            @Override
            public void nothing() {
                found.complete("");
            }
        }));
        return found.orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Test
    void whatOneRemembersTheOtherFindsUntilItsTimeIsOver() {
        ones.put("s1 ann", bytes("large"), Duration.ofSeconds(2));

        Awaitility.await().until(() -> found(twos, "s1 ann", PATIENT).equals("large"));
        assertThat(found(twos, "s1 bob", PATIENT)).isEmpty();
        Awaitility.await().until(() -> found(twos, "s1 ann", PATIENT).isEmpty());
    }

    @Test
    void theLatestCounts() {
        ones.put("s1", bytes("large"), MINUTE);
        twos.put("s2", bytes("x"), MINUTE);
        Awaitility.await().until(() -> found(twos, "s1", PATIENT).equals("large"));
        twos.put("s1", bytes("small"), MINUTE);

        Awaitility.await().until(() -> found(ones, "s1", PATIENT).equals("small"));
    }

    @Test
    void nobodyWaitsForAStoreThatIsSlowOrGone() {
        redis.pause();
        long before = twos.missed();
        assertThat(found(twos, "s1", Duration.ofMillis(5))).isEmpty();
        assertThat(twos.missed()).isEqualTo(before + 1);
        redis.resume();
        redis.kill();

        Awaitility.await().until(() -> !two.fleet.up());
        assertThat(found(twos, "s1", PATIENT)).isEmpty();
        assertThat(twos.missed()).isEqualTo(before + 2);
    }
}
