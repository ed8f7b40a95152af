package dev.pointsman.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeploymentStatsTest {
    private final DeploymentStats stats = new DeploymentStats();

    @Test
    void callsUnderWayAreCounted() {
        stats.of("a/x").started();
        stats.of("a/x").started();
        stats.of("a/x").ended();

        assertThat(stats.of("a/x").inflight()).isEqualTo(1);
        assertThat(stats.of("a/y").inflight()).isZero();
    }

    @Test
    void theFirstTokenTimeIsAMovingAverage() {
        assertThat(stats.firstTokenMillis("a/x")).isNaN();
        stats.of("a/x").firstToken(100);
        assertThat(stats.firstTokenMillis("a/x")).isEqualTo(100);
        stats.of("a/x").firstToken(200);
        assertThat(stats.firstTokenMillis("a/x")).isCloseTo(120, within(1e-9));
        for (int i = 0; i < 50; i++) {
            stats.of("a/x").firstToken(300);
        }
        assertThat(stats.firstTokenMillis("a/x")).isCloseTo(300, within(0.1));
    }

    @Test
    void aReloadKeepsWhatIsStillThereAndForgetsTheRest() {
        DeploymentStats.Load kept = stats.of("a/x");
        kept.started();
        stats.of("a/gone").firstToken(5);

        stats.retain(List.of("a/x"));

        assertThat(stats.of("a/x")).isSameAs(kept);
        assertThat(stats.firstTokenMillis("a/gone")).isNaN();
    }
}
