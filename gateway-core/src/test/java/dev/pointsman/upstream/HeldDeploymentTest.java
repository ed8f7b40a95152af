package dev.pointsman.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HeldDeploymentTest {
    private final Set<String> held = new HashSet<>();
    private final CircuitBreakers breakers = new CircuitBreakers(
            BreakerSettings.DEFAULT,
            List.of("p/a", "p/b"),
            () -> 0,
            (deployment, state) -> {},
            DeploymentHealth.Hints.NONE,
            held::contains);

    @Test
    void noCallBeginsAtADeploymentThatAnOperatorHolds() {
        held.add("p/a");

        assertThat(breakers.blocked("p/a")).isTrue();
        assertThat(health(breakers, "p/a").tryAcquire()).isFalse();
        assertThat(health(breakers, "p/a").blockedNanos()).isPositive();
        assertThat(breakers.blocked("p/b")).isFalse();
        assertThat(health(breakers, "p/b").tryAcquire()).isTrue();
    }

    @Test
    void aHoldCountsForTheBreakersOfTheNextPolicyAndEndsAtOnce() {
        held.add("p/a");
        CircuitBreakers next = breakers.carriedOver(BreakerSettings.DEFAULT, List.of("p/a"));

        assertThat(health(next, "p/a").tryAcquire()).isFalse();
        held.clear();
        assertThat(health(next, "p/a").tryAcquire()).isTrue();
    }

    private static DeploymentHealth health(CircuitBreakers breakers, String id) {
        DeploymentHealth health = breakers.of(id);
        assertThat(health).isNotNull();
        return health;
    }
}
