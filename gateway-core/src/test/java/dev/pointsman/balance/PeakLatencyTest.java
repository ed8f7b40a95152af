package dev.pointsman.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeakLatencyTest {
    private static final Deployment A = new Deployment("p", "a", 1, null, Map.of());
    private static final Deployment B = new Deployment("p", "b", 1, null, Map.of());
    private static final Deployment C = new Deployment("p", "c", 1, null, Map.of());
    private static final List<Deployment> ALL = List.of(A, B, C);

    private long now = 1_000_000_000_000L;
    private final DeploymentStats stats = new DeploymentStats(() -> now, () -> 0);
    private final LoadBalancer balancer =
            LoadBalancer.of(new Model("m", ALL, Balance.LATENCY, 0, null, Map.of(), Map.of()), stats);

    @Test
    void anyTwoAreDrawnEquallyOftenAndTheFasterIsTaken() {
        stream(A, 100);
        stream(B, 200);
        stream(C, 300);
        Map<Deployment, Integer> firsts = new HashMap<>();
        for (int i = 0; i < 600; i++) {
            firsts.merge(balancer.order(ALL, Picks.drawn(i / 600.0)).get(0), 1, Integer::sum);
        }

        // A wins both of its pairs, B one of its, C none
        assertThat(firsts.get(A)).isBetween(395, 405);
        assertThat(firsts.get(B)).isBetween(195, 205);
        assertThat(firsts).doesNotContainKey(C);
    }

    @Test
    void theOthersFollowTheCheapestFirst() {
        stream(A, 300);
        stream(B, 100);
        stream(C, 200);

        assertThat(balancer.order(ALL, Picks.drawn(0.0))).as("A and B drawn").containsExactly(B, C, A);
        assertThat(balancer.order(ALL, Picks.drawn(0.2))).as("A and C drawn").containsExactly(C, B, A);
        assertThat(balancer.order(ALL, Picks.drawn(Math.nextDown(1.0)))).containsExactly(B, C, A);
    }

    @Test
    void callsUnderWayCountLikeTimes() {
        stream(A, 100);
        stream(B, 250);
        stats.of(A.id()).started(true);
        assertThat(first(A, B)).isEqualTo(A);
        stats.of(A.id()).started(true);

        assertThat(first(A, B)).isEqualTo(B);
    }

    @Test
    void whatNobodyMeasuredIsTriedOnceAndThenWaitedFor() {
        stream(A, 100);
        assertThat(first(A, B)).isEqualTo(B);
        DeploymentStats.Call call = stats.of(B.id()).started(true);

        assertThat(first(A, B)).isEqualTo(A);
        stats.of(C.id()).started(true);
        stats.of(C.id()).started(true);
        assertThat(first(B, C)).as("fewer calls under way").isEqualTo(B);
        pass(10);
        call.firstOutput();
        call.answered(1);
        assertThat(first(A, B)).isEqualTo(B);
    }

    @Test
    void slowWritingCountsForAsManyTokensAsAreExpected() {
        stream(A, 400, 10);
        stream(B, 100, 15);

        assertThat(first(A, B)).as("200 tokens: 2.4 s or 3.1 s").isEqualTo(A);
        Pick shortReply = new Pick(
                Picks.request(
                        "{\"model\":\"m\",\"stream\":true,\"max_tokens\":20,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                        Headers.NONE),
                0);
        assertThat(balancer.order(List.of(A, B), shortReply).get(0))
                .as("20 tokens: 0.6 s or 0.4 s")
                .isEqualTo(B);
        Pick longReply = new Pick(
                Picks.request(
                        "{\"model\":\"m\",\"stream\":true,\"max_tokens\":9000,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
                        Headers.NONE),
                0);
        assertThat(longReply.replyTokens()).isEqualTo(200);
    }

    @Test
    void wholeAnswersAreJudgedByWholeAnswers() {
        stream(A, 100);
        stream(B, 200);
        whole(A, 5_000);
        whole(B, 3_000);

        assertThat(first(A, B)).isEqualTo(A);
        assertThat(balancer.order(List.of(A, B), Picks.drawn(false, 0)).get(0)).isEqualTo(B);
    }

    @Test
    void aFailureCountsAsSlow() {
        stream(A, 100);
        stream(B, 200);
        stats.of(A.id()).started(true).failed();

        assertThat(first(A, B)).isEqualTo(B);
    }

    @Test
    void aPeakIsBelievedAtOnceAndFadesByHalfInTenSeconds() {
        Peak peak = Peak.NOTHING.with(100, 0);
        assertThat(peak.at(10_000_000_000L)).isCloseTo(50, within(1e-9));
        assertThat(peak.with(80, 0).at(0)).isEqualTo(100);
        assertThat(peak.with(900, 0).at(0)).isEqualTo(900);
        assertThat(peak.with(40, 10_000_000_000L).at(10_000_000_000L)).isCloseTo(70, within(1e-9));
        assertThat(peak.with(60, 10_000_000_000L).at(10_000_000_000L)).isEqualTo(60);
        assertThat(peak.at(-5)).as("no time runs backwards").isEqualTo(100);
    }

    @Test
    void aSlowOneIsTriedAgainWhenWhatItWasHasFaded() {
        stream(A, 1_000);
        stream(B, 100);
        pass(30_000);
        stream(B, 100);
        assertThat(first(A, B)).isEqualTo(B);

        pass(6_000);
        stream(B, 100);
        assertThat(first(A, B)).isEqualTo(A);
    }

    private Deployment first(Deployment one, Deployment other) {
        return balancer.order(List.of(one, other), Picks.drawn(0)).get(0);
    }

    private void stream(Deployment deployment, double firstMillis) {
        DeploymentStats.Call call = stats.of(deployment.id()).started(true);
        pass(firstMillis);
        call.firstOutput();
        pass(-firstMillis);
        call.answered(0);
    }

    private void stream(Deployment deployment, double firstMillis, double tokenMillis) {
        DeploymentStats.Call call = stats.of(deployment.id()).started(true);
        pass(firstMillis);
        call.firstOutput();
        pass(tokenMillis * 100);
        call.answered(101);
        pass(-firstMillis - tokenMillis * 100);
    }

    private void whole(Deployment deployment, double millis) {
        DeploymentStats.Call call = stats.of(deployment.id()).started(false);
        pass(millis);
        call.answered(0);
        pass(-millis);
    }

    private void pass(double millis) {
        now += Math.round(millis * 1e6);
    }
}
