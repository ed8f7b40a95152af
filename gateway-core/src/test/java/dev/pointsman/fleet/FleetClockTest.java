package dev.pointsman.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.testing.ManualLoop;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FleetClockTest {
    private static final Instant STORE = Instant.parse("2026-11-21T12:00:07Z");

    private final ManualLoop loop = new ManualLoop();
    private final FleetClock clock = new FleetClock(loop.clock(), loop);

    @Test
    void beforeTheStoreToldItsTimeItIsThatOfThisMachine() {
        assertThat(clock.instant()).isEqualTo(loop.clock().instant());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, -1})
    void afterwardsItIsTheStoresWhateverHappensToThisMachines(int hours) {
        clock.told(STORE.toEpochMilli() * 1_000);

        loop.setClock(Duration.ofHours(hours));
        loop.advance(Duration.ofSeconds(3));

        assertThat(clock.instant()).isEqualTo(STORE.plusSeconds(3));
    }
}
