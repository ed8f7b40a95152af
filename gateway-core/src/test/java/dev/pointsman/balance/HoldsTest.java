package dev.pointsman.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HoldsTest {
    private final DeploymentStats stats = new DeploymentStats();
    private final Holds holds = stats.holds();

    @Test
    void aDeploymentIsOutOfUseFromTheHoldToTheRelease() {
        assertThat(holds.on("p/a")).isFalse();

        assertThat(holds.hold("p/a")).isTrue();
        assertThat(holds.hold("p/a")).isFalse();
        assertThat(holds.on("p/a")).isTrue();
        assertThat(holds.on("p/b")).isFalse();

        assertThat(holds.release("p/a")).isTrue();
        assertThat(holds.release("p/a")).isFalse();
        assertThat(holds.on("p/a")).isFalse();
    }

    @Test
    void aHoldOutlivesAPolicyThatKeepsTheDeploymentAndNoOther() {
        holds.hold("p/a");
        holds.hold("p/b");

        stats.retain(List.of("p/a", "p/c"));

        assertThat(holds.on("p/a")).isTrue();
        assertThat(holds.on("p/b")).isFalse();
    }
}
