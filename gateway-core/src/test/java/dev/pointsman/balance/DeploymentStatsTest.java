package dev.pointsman.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.api.Headers;
import dev.pointsman.balance.DeploymentStats.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class DeploymentStatsTest {
    private static final String ID = "a/x";
    private static final long SECOND = 1_000_000_000L;

    private long now = 1_000 * SECOND;
    private final DeploymentStats stats = new DeploymentStats(() -> now, () -> 0);

    @Test
    void nothingIsKnownOfADeploymentNobodyCalled() {
        assertThat(figures()).containsOnly(Double.NaN);
        stats.of(ID);
        assertThat(figures()).containsOnly(Double.NaN);
        stats.of(ID).started(true);
        assertThat(figures()).containsOnly(Double.NaN);
    }

    @Test
    void callsUnderWayAreCountedUntilTheyEndAndOnceEach() {
        Call answered = stats.of(ID).started(true);
        Call failed = stats.of(ID).started(true);
        Call limited = stats.of(ID).started(false);
        Call released = stats.of(ID).started(false);
        assertThat(stats.of(ID).inflight()).isEqualTo(4);
        assertThat(stats.of("a/y").inflight()).isZero();

        answered.firstOutput();
        answered.answered(3);
        answered.failed();
        failed.failed();
        assertThat(stats.of(ID).inflight()).isEqualTo(2);
        limited.limited();
        released.released();
        released.released();

        assertThat(stats.of(ID).inflight()).isZero();
        assertThat(stats.of(ID).figures().calls()).isEqualTo(new Figures.Calls(0, 0, 0));
    }

    @Test
    void theTimeToTheFirstTokenIsKnownWhenTheTokenComes() {
        Call call = stats.of(ID).started(true);
        pass(120);

        call.firstOutput();
        pass(5_000);
        call.firstOutput();
        call.answered(0);

        assertThat(stats.firstTokenMillis(ID)).isEqualTo(120);
        assertThat(stats.outputTokenMillis(ID)).isNaN();
    }

    @Test
    void theTimeOfEachFurtherTokenIsThatOfTheStreamAfterItsFirst() {
        stream(100, 2_000, 101);

        assertThat(stats.outputTokenMillis(ID)).isEqualTo(20);
        stream(100, 0, 7);
        assertThat(stats.outputTokenMillis(ID)).as("too few to tell").isEqualTo(20);
        stream(100, 70, 8);
        assertThat(stats.outputTokenMillis(ID)).isBetween(14.0, 16.0);
    }

    @Test
    void wholeAnswersAreKeptApartFromStreams() {
        Call call = stats.of(ID).started(false);
        pass(3_000);
        call.firstOutput();
        pass(10);
        call.answered(100);

        assertThat(stats.firstTokenMillis(ID)).isNaN();
        assertThat(stats.outputTokenMillis(ID)).isNaN();
        assertThat(stats.of(ID).figures().whole().usual().mean()).isEqualTo(3_010);
        assertThat(stats.of(ID).figures().heard().mean()).isEqualTo(3_010);
    }

    @Test
    void aNewTimeCountsMoreTheLongerTheLastIsAgo() {
        stream(100, 0, 0);
        stream(200, 0, 0);
        double soon = stats.firstTokenMillis(ID);
        assertThat(soon).isBetween(150.0, 151.0);

        pass(10_000);
        stream(200, 0, 0);

        // evidence of two observations has become one: the new one weighs as much
        assertThat(stats.firstTokenMillis(ID)).isCloseTo((soon + 200) / 2, within(0.5));
    }

    @Test
    void manyObservationsDoNotOutweighTheNewest() {
        for (int i = 0; i < 1_000; i++) {
            stream(0.1, 0, 0);
        }
        for (int i = 0; i < 20; i++) {
            stream(0.2, 0, 0);
        }

        assertThat(stats.firstTokenMillis(ID)).isBetween(0.18, 0.19);
    }

    @Test
    void aSecondSurpriseOfAKindInARowIsAChange() {
        streams(50, 1);
        stream(5, 0, 0);
        stream(1, 0, 0);
        stream(5, 0, 0);
        double outliers = stats.firstTokenMillis(ID);
        stream(5, 0, 0);
        double changed = stats.firstTokenMillis(ID);

        assertThat(outliers).isLessThan(2);
        assertThat(changed).isGreaterThan(2.5);
    }

    @Test
    void aChangeForTheBetterIsSeenAsSoon() {
        streams(50, 10);
        stream(1, 0, 0);
        double once = stats.firstTokenMillis(ID);
        stream(1, 0, 0);
        double twice = stats.firstTokenMillis(ID);

        assertThat(once).isGreaterThan(9);
        assertThat(twice).isLessThan(7);
    }

    @Test
    void aSurpriseEitherWayIsNoChange() {
        streams(50, 10);
        stream(1, 0, 0);
        stream(50, 0, 0);
        stream(1, 0, 0);

        assertThat(stats.firstTokenMillis(ID)).isGreaterThan(9);
    }

    private void streams(int count, double firstMillis) {
        for (int i = 0; i < count; i++) {
            stream(firstMillis, 0, 0);
        }
    }

    @Test
    void oneOutlierCountsAsAtMostTenTimesTheMean() {
        for (int i = 0; i < 50; i++) {
            stream(1, 0, 0);
        }
        stream(5_000, 0, 0);

        assertThat(stats.firstTokenMillis(ID)).isBetween(1.7, 2.2);
    }

    @Test
    void timesAreForgottenWhereNobodyWasCalledForFiveMinutes() {
        stream(100, 2_000, 101);
        pass(297_000);
        assertThat(stats.firstTokenMillis(ID)).isEqualTo(100);

        pass(2_000);
        assertThat(stats.firstTokenMillis(ID)).isNaN();
        assertThat(stats.outputTokenMillis(ID)).isEqualTo(20);
        pass(2_000);
        assertThat(stats.outputTokenMillis(ID)).isNaN();
    }

    @Test
    void errorsAreAShareThatFadesWithTime() {
        for (int i = 0; i < 200; i++) {
            stats.of(ID).started(true).failed();
        }
        assertThat(stats.errorRate(ID)).isCloseTo(10 / 11.0, within(1e-9));

        pass(10_000);
        assertThat(stats.errorRate(ID)).isCloseTo(5 / 6.0, within(1e-9));
        pass(60_000);
        assertThat(stats.errorRate(ID)).isLessThan(0.08).isPositive();
        stats.of(ID).started(true).answered(1);
        assertThat(stats.errorRate(ID)).isLessThan(0.04);
    }

    @Test
    void halfOfTheCallsFailingIsAboutAHalf() {
        for (int i = 0; i < 100; i++) {
            stats.of(ID).started(true).failed();
            stats.of(ID).started(true).answered(1);
        }

        assertThat(stats.errorRate(ID)).isBetween(0.40, 0.50);
    }

    @Test
    void whatTheDeploymentIsNotToBlameForIsNoError() {
        stats.of(ID).started(true).released();
        stats.of(ID).started(true).limited();
        assertThat(stats.errorRate(ID)).isNaN();

        stats.of(ID).started(true).answered(1);
        assertThat(stats.errorRate(ID)).isZero();
        stats.of(ID).started(true).released();
        stats.of(ID).started(true).limited();
        assertThat(stats.errorRate(ID)).isZero();
    }

    @Test
    void aFailureCountsAsTenTimesTheUsualHoweverFastItCame() {
        stream(100, 2_000, 101);
        stats.of(ID).started(true).failed();

        Figures figures = stats.of(ID).figures();
        assertThat(figures.firstToken().peak().at(now)).isEqualTo(1_000);
        assertThat(figures.outputToken().peak().at(now)).isEqualTo(200);
        assertThat(stats.firstTokenMillis(ID)).as("what answers take").isEqualTo(100);
        assertThat(figures.whole().peak().at(now)).isNaN();
    }

    @Test
    void aFailureBeforeAnyAnswerCountsAsFiveSecondsOrWhatItTook() {
        stats.of(ID).started(true).failed();
        Call late = stats.of(ID).started(false);
        pass(9_000);
        late.limited();

        Figures figures = stats.of(ID).figures();
        assertThat(figures.whole().peak().at(now)).isEqualTo(9_000);
        pass(-9_000);
        assertThat(figures.firstToken().peak().at(now)).isEqualTo(5_000);
        assertThat(figures.outputToken().peak().at(now)).isNaN();
    }

    @Test
    void aCallThatWasGivenUpTellsThatItWouldHaveTakenLonger() {
        stream(100, 0, 0);
        Call early = stats.of(ID).started(true);
        pass(50);
        early.released();
        assertThat(stats.firstTokenMillis(ID)).isEqualTo(100);

        Call late = stats.of(ID).started(true);
        pass(300);
        late.released();
        double known = stats.firstTokenMillis(ID);
        assertThat(known).isBetween(195.0, 205.0);

        Call heard = stats.of(ID).started(true);
        heard.firstOutput();
        pass(30_000);
        heard.released();
        assertThat(stats.firstTokenMillis(ID)).isLessThan(known);
    }

    @Test
    void callsThatWaitTellHowLongTheyDo() {
        assertThat(waited()).isZero();
        Call first = stats.of(ID).started(true);
        pass(400);
        assertThat(waited()).isEqualTo(400);
        Call second = stats.of(ID).started(true);
        pass(400);
        assertThat(waited()).as("ages 800 and 400").isCloseTo(600 * 4 / 3.0, within(1e-6));

        first.firstOutput();
        assertThat(waited()).isEqualTo(400);
        second.failed();
        assertThat(waited()).isZero();
    }

    @Test
    void headroomIsWhatTheLastReplyTold() {
        Call call = stats.of(ID).started(true);
        call.head(limits("300", "20s"));
        assertThat(stats.headroom(ID)).isEqualTo(0.3);
        call.head(Headers.NONE);
        assertThat(stats.headroom(ID)).isEqualTo(0.3);
        call.head(limits("900", "10s"));
        assertThat(stats.headroom(ID)).isEqualTo(0.9);

        pass(9_999);
        assertThat(stats.headroom(ID)).isEqualTo(0.9);
        pass(1);
        assertThat(stats.headroom(ID)).isNaN();
        assertThat(stats.headroom("a/other")).isNaN();
    }

    @Test
    void aRefusalForTheLimitLeavesNothingForTenSecondsOrUntilItsReset() {
        stats.of(ID).started(true).limited();
        assertThat(stats.headroom(ID)).isZero();
        pass(10_000);
        assertThat(stats.headroom(ID)).isNaN();

        Call call = stats.of(ID).started(true);
        call.head(limits("0", "30s"));
        call.limited();
        pass(29_000);
        assertThat(stats.headroom(ID)).isZero();
        pass(1_000);
        assertThat(stats.headroom(ID)).isNaN();

        Call other = stats.of(ID).started(true);
        other.head(limits("500", "1m"));
        other.limited();
        assertThat(stats.headroom(ID)).isZero();
        pass(10_000);
        assertThat(stats.headroom(ID)).isNaN();
    }

    @Test
    void aReloadKeepsWhatIsStillThereAndForgetsTheRest() {
        DeploymentStats.Load kept = stats.of(ID);
        kept.started(true);
        stats.of("a/gone").started(true).firstOutput();

        stats.retain(List.of(ID));

        assertThat(stats.of(ID)).isSameAs(kept);
        assertThat(stats.firstTokenMillis("a/gone")).isNaN();
    }

    @Test
    void nothingIsLostWhenSeveralLoopsReport() throws Exception {
        ExecutorService loops = Executors.newFixedThreadPool(4);
        try {
            Callable<Void> loop = () -> {
                for (int i = 0; i < 5_000; i++) {
                    Call call = stats.of(ID).started(true);
                    call.firstOutput();
                    call.answered(2);
                }
                return null;
            };
            for (Future<Void> each : loops.invokeAll(List.of(loop, loop, loop, loop))) {
                each.get();
            }
        } finally {
            loops.shutdownNow();
        }

        Figures figures = stats.of(ID).figures();
        assertThat(figures.calls()).isEqualTo(new Figures.Calls(0, 0, 0));
    }

    private double waited() {
        DeploymentStats.Load load = stats.of(ID);
        return load.waitedMillis(load.figures(), now);
    }

    private static Headers limits(String left, String reset) {
        return Headers.of(
                "x-ratelimit-remaining-requests",
                left,
                "x-ratelimit-limit-requests",
                "1000",
                "x-ratelimit-reset-requests",
                reset);
    }

    private void stream(double firstMillis, double writingMillis, long tokens) {
        Call call = stats.of(ID).started(true);
        pass(firstMillis);
        call.firstOutput();
        pass(writingMillis);
        call.answered(tokens);
    }

    private void pass(double millis) {
        now += Math.round(millis * 1e6);
    }

    private List<Double> figures() {
        List<Double> all = new ArrayList<>();
        all.add(stats.firstTokenMillis(ID));
        all.add(stats.outputTokenMillis(ID));
        all.add(stats.errorRate(ID));
        all.add(stats.headroom(ID));
        return all;
    }
}
