package dev.pointsman.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.fleet.hints.FleetHints;
import dev.pointsman.testing.RealRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hints of three gateways on a real Redis. */
class RedisHintsTest {
    @TempDir
    private Path folder;

    private RealRedis redis;
    private Member[] members;
    private FleetHints[] hints;

    @BeforeEach
    void begin() throws IOException {
        redis = RealRedis.in(folder);
        members = new Member[3];
        hints = new FleetHints[3];
        for (int i = 0; i < members.length; i++) {
            members[i] = Member.patient(redis.url(), "[]", null);
            hints[i] = new FleetHints(members[i].fleet);
        }
    }

    @AfterEach
    void end() {
        for (Member member : members) {
            member.close();
        }
        redis.close();
    }

    @Test
    void othersHearOfABreakerThatOpensAndWhoOpenedItDoesNot() {
        hints[0].opened("p/a", Duration.ofSeconds(5));

        Awaitility.await().until(() -> hints[1].since("p/a") != 0 && hints[2].since("p/a") != 0);
        assertThat(hints[0].since("p/a")).isZero();
        assertThat(hints[1].since("p/b")).isZero();
        assertThat(hints[1].count()).isEqualTo(1);
    }

    @Test
    void itIsTheSameHintWhileItIsRenewedAndAnotherOneWhenAnotherGatewayGivesIt() {
        hints[0].opened("p/a", Duration.ofSeconds(5));
        Awaitility.await().until(() -> hints[1].since("p/a") != 0);
        long first = hints[1].since("p/a");

        hints[0].opened("p/a", Duration.ofSeconds(5));
        hints[0].opened("p/b", Duration.ofSeconds(5));
        Awaitility.await().until(() -> hints[1].since("p/b") != 0);
        assertThat(hints[1].since("p/a")).isEqualTo(first);
        hints[2].opened("p/a", Duration.ofSeconds(5));

        Awaitility.await().until(() -> hints[1].since("p/a") != first);
        assertThat(hints[1].since("p/a")).isNotZero();
    }

    @Test
    void itEndsByItself() {
        hints[0].opened("p/a", Duration.ofMillis(1));
        Awaitility.await().until(() -> hints[1].since("p/a") != 0);

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> hints[1].since("p/a") == 0);
        assertThat(hints[1].count()).isZero();
    }

    @Test
    void withoutRedisThereAreNone() {
        hints[0].opened("p/a", Duration.ofMinutes(1));
        Awaitility.await().until(() -> hints[1].since("p/a") != 0);

        redis.kill();

        Awaitility.await().until(() -> hints[1].since("p/a") == 0);
        hints[1].opened("p/b", Duration.ofMinutes(1));
        redis.restart();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> hints[0].since("p/b") != 0);
    }
}
