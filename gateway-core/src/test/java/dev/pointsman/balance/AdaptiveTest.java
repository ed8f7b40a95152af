package dev.pointsman.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdaptiveTest {
    private static final Deployment A = deployment("a", 6);
    private static final Deployment B = deployment("b", 3);
    private static final Deployment C = deployment("c", 1);
    private static final Deployment IDLE = deployment("idle", 0);
    private static final List<Deployment> ALL = List.of(A, B, IDLE, C);
    private static final long SECOND = 1_000_000_000L;

    private long now = 1_000 * SECOND;
    private final DeploymentStats stats = new DeploymentStats(() -> now, () -> 0);
    private final LoadBalancer balancer =
            LoadBalancer.of(new Model("m", ALL, Balance.ADAPTIVE, 0, null, Map.of(), Map.of()), stats);

    @Test
    void whereNothingIsKnownSharesAreTheConfiguredWeights() {
        assertThat(share(A)).isCloseTo(0.6, within(0.001));
        assertThat(share(B)).isCloseTo(0.3, within(0.001));
        assertThat(share(C)).isCloseTo(0.1, within(0.001));
        now += SECOND;
        assertThat(share(A)).isCloseTo(0.6, within(0.001));
    }

    @Test
    void theOthersFollowTheHeaviestFirstAndAWeightOfZeroTakesNothing() {
        assertThat(balancer.order(ALL, Picks.drawn(0.0))).containsExactly(A, B, C);
        assertThat(balancer.order(ALL, Picks.drawn(0.7))).containsExactly(B, A, C);
        assertThat(balancer.order(ALL, Picks.drawn(Math.nextDown(1.0)))).containsExactly(C, A, B);
        assertThat(balancer.order(List.of(IDLE), Picks.drawn(0.3))).isEmpty();
        assertThat(balancer.order(List.of(C, IDLE, B), Picks.drawn(0.24))).containsExactly(C, B);
        assertThat(balancer.order(List.of(C, IDLE, B), Picks.drawn(0.26))).containsExactly(B, C);
    }

    @Test
    void anEqualDeploymentIsAMemberAndAForeignOneIsNot() {
        assertThat(balancer.order(List.of(deployment("a", 6)), Picks.drawn(0.3)))
                .containsExactly(A);
        assertThatThrownBy(() -> balancer.order(List.of(deployment("x", 1)), Picks.drawn(0.3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("deployment: p/x (expected: one of the model's)");
    }

    @Test
    void slownessCountsByItsCube() {
        whole(A, 100);
        whole(B, 300);

        // one observation and one imagined call as fast as the best: 2 times slower
        assertThat(factor(B)).isCloseTo(1 / 8.0, within(0.01));
        assertThat(factor(A)).isEqualTo(1);
        assertThat(factor(C)).as("not measured").isEqualTo(1);
    }

    @Test
    void streamsCountByTheirFirstTokenAndByTheWhole() {
        stream(A, 100, 10);
        stream(B, 100, 20);

        // 2,100 and 4,100 ms in all, the first token alike: 1.48 times slower, with the imagined call 1.24
        assertThat(factor(B)).isCloseTo(Math.pow(1 + 0.476 / 2 / 1, -3), within(0.01));
    }

    @Test
    void aStreamWhoseWritingIsNotTimedYetIsThoughtToWriteAsFastAsTheBest() {
        stream(A, 100, 10);
        DeploymentStats.Call call = stats.of(B.id()).started(true);
        now += 100_000_000;
        call.firstOutput();

        assertThat(factor(B)).isEqualTo(1);
        assertThat(factor(A)).isEqualTo(1);
    }

    @Test
    void errorsCountByTheFourthPowerOfWhatIsAnswered() {
        stats.of(B.id()).started(true).failed();

        assertThat(factor(B)).as("half of two, as one more is imagined").isCloseTo(1 / 16.0, within(0.002));
    }

    @Test
    void belowAQuarterOfTheRateLimitTheShareFallsWithIt() {
        DeploymentStats.Call call = stats.of(B.id()).started(true);
        call.head(left("400"));
        assertThat(factor(B)).isEqualTo(1);
        call.head(left("100"));
        assertThat(factor(B)).isCloseTo(0.4, within(1e-9));
    }

    @Test
    void aFiftiethIsLeftInAnyCase() {
        for (int i = 0; i < 50; i++) {
            stats.of(B.id()).started(true).failed();
        }
        stats.of(B.id()).started(true).head(left("0"));

        assertThat(factor(B)).isEqualTo(0.02);
    }

    @Test
    void aShareFallsAtOnceAndDoublesAtMostEveryThreeSeconds() {
        DeploymentStats.Call call = stats.of(B.id()).started(true);
        call.head(left("10"));
        assertThat(factor(B)).isCloseTo(0.04, within(1e-9));

        call.head(left("1000"));
        call.answered(0);
        now += 3 * SECOND;
        assertThat(stats.headroom(B.id())).isEqualTo(1);
        assertThat(share(B) / share(A) * 2).isCloseTo(0.08, within(0.005));
        now += 6 * SECOND;
        assertThat(share(B) / share(A) * 2).isCloseTo(0.32, within(0.005));
        now += 6 * SECOND;
        assertThat(share(B) / share(A) * 2).isCloseTo(1, within(0.005));
    }

    @Test
    void weightsAreKeptForATenthOfASecond() {
        share(A);
        stats.of(B.id()).started(true).failed();
        now += 99_999_999;
        assertThat(share(B)).isCloseTo(0.3, within(0.001));
        now += 1;
        assertThat(share(B)).isLessThan(0.1);
    }

    @Test
    void callsThatWaitTooLongCountBeforeTheyAreHeard() {
        stream(A, 100, 10);
        stream(B, 100, 10);
        stats.of(B.id()).started(true);
        assertThat(factor(B)).as("a tenth of a second old, as usual").isEqualTo(1);
        now += 800_000_000;

        assertThat(factor(B)).isLessThan(0.1);
        now += 100 * SECOND;
        assertThat(factor(B)).as("a call that hangs").isEqualTo(0.02);
    }

    /** Its part of its configured share, as of a moment later. */
    private double factor(Deployment deployment) {
        now += SECOND / 10;
        Members members = new Members(ALL, stats);
        balancer.order(ALL, Picks.drawn(0.5));
        AdaptiveWeights weights = AdaptiveWeights.initial(members, now).next(now);
        int index = members.index(deployment);
        return weights.of(index) / deployment.weight();
    }

    private double share(Deployment deployment) {
        Map<Deployment, Integer> firsts = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            firsts.merge(balancer.order(ALL, Picks.drawn((i + 0.5) / 10_000)).get(0), 1, Integer::sum);
        }
        return firsts.getOrDefault(deployment, 0) / 10_000.0;
    }

    private void whole(Deployment deployment, long millis) {
        DeploymentStats.Call call = stats.of(deployment.id()).started(false);
        now += millis * 1_000_000;
        call.answered(0);
        now -= millis * 1_000_000;
    }

    private void stream(Deployment deployment, long firstMillis, long tokenMillis) {
        DeploymentStats.Call call = stats.of(deployment.id()).started(true);
        now += firstMillis * 1_000_000;
        call.firstOutput();
        now += tokenMillis * 100_000_000;
        call.answered(101);
        now -= (firstMillis + tokenMillis * 100) * 1_000_000;
    }

    private static Headers left(String requests) {
        return Headers.of("x-ratelimit-remaining-requests", requests, "x-ratelimit-limit-requests", "1000");
    }

    private static Deployment deployment(String name, int weight) {
        return new Deployment("p", name, weight, null, Map.of());
    }
}
