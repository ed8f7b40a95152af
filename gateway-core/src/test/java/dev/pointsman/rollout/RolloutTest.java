package dev.pointsman.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.config.Yaml;
import dev.pointsman.rollout.Rollout.Call;
import dev.pointsman.rollout.Rollout.Result;
import dev.pointsman.rollout.Rollout.Stop;
import dev.pointsman.testing.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutTest {
    private static final double NONE = Double.NaN;

    private final ManualLoop loop = new ManualLoop();
    private final List<Stop> stops = new ArrayList<>();
    private int calls;

    @Test
    void errorsBeyondTheirBoundStopItWithTheFiguresAndTheTime() {
        Rollout rollout = with("{ error_rate: \"> 5%\", over: 20 calls }");
        times(19, () -> ok(rollout, Arm.NEXT));
        loop.advance(Duration.ofMinutes(3));

        error(rollout, Arm.NEXT);
        assertThat(rollout.running()).as("5% is not more than 5%").isTrue();
        error(rollout, Arm.NEXT);

        assertThat(rollout.running()).isFalse();
        assertThat(stops)
                .containsExactly(new Stop(
                        loop.clock().instant(),
                        "error_rate",
                        "error_rate is 10.0% over the last 20 calls (bound: \"> 5%\"; current policy: not known)"));
        assertThat(rollout.stop()).isEqualTo(stops.get(0));
    }

    @Test
    void nothingIsToldBeforeEnoughCallsHaveCome() {
        Rollout rollout = with("{ error_rate: \"> 5%\", over: 20 calls }");

        times(19, () -> error(rollout, Arm.NEXT));
        assertThat(rollout.running()).isTrue();
        error(rollout, Arm.NEXT);
        assertThat(rollout.running()).isFalse();
    }

    @Test
    void errorsOfTheCurrentPolicyAndOfCallersDoNotStopIt() {
        Rollout rollout = with("{ error_rate: \"> 5%\", over: 10 calls }");

        times(100, () -> error(rollout, Arm.CURRENT));
        times(100, () -> ended(rollout, Arm.NEXT, Result.REFUSED, NONE, NONE, NONE));
        times(10, () -> ok(rollout, Arm.NEXT));

        assertThat(rollout.running()).isTrue();
        assertThat(rollout.report(Arm.NEXT).refused()).isEqualTo(100);
        assertThat(rollout.report(Arm.CURRENT).errors()).isEqualTo(100);
    }

    @Test
    void whatWasLongAgoIsForgotten() {
        Rollout rollout = with("{ error_rate: \"> 15%\", over: 10 calls }");

        for (int i = 0; i < 50; i++) {
            error(rollout, Arm.NEXT);
            times(9, () -> ok(rollout, Arm.NEXT));
        }

        assertThat(rollout.running()).isTrue();
        assertThat(rollout.report(Arm.NEXT).errors()).isEqualTo(50);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ first_token: \"> 4s\", over: 10 } | first_token | 100 | 4001 | 0.001",
                "{ latency: \"> 20s\", over: 10 } | latency | 20001 | 100 | 0.001",
                "{ cost: \"> 0.02\", over: 10 } | cost | 100 | 100 | 0.021",
            })
    void eachBoundStopsWhatExceedsItAndOnlyThat(
            String stop, String by, double latencyMillis, double firstTokenMillis, double cost) {
        Rollout good = with(stop);
        times(40, () -> ended(good, Arm.NEXT, Result.OK, 20_000, 4_000, 0.02));
        assertThat(good.running()).isTrue();

        Rollout bad = with(stop);
        times(10, () -> ended(bad, Arm.NEXT, Result.OK, latencyMillis, firstTokenMillis, cost));

        assertThat(stops)
                .singleElement()
                .satisfies(told -> assertThat(told.by()).isEqualTo(by));
    }

    @Test
    void aTenthOfTheCallsMayBeSlow() {
        Rollout rollout = with("{ latency: \"> 1s\", over: 10 }");

        times(9, () -> ended(rollout, Arm.NEXT, Result.OK, 100, NONE, NONE));
        ended(rollout, Arm.NEXT, Result.OK, 9_000, NONE, NONE);
        assertThat(rollout.running()).isTrue();
        ended(rollout, Arm.NEXT, Result.OK, 9_000, NONE, NONE);

        assertThat(rollout.stop()).isNotNull();
        assertThat(rollout.stop().why()).startsWith("latency is 9000ms over the last 10 calls");
    }

    @Test
    void feedbackThatIsTooLowStopsIt() {
        Rollout rollout = with("{ quality: \"< 0.6\", over: 10 }");
        times(20, () -> ok(rollout, Arm.NEXT));
        times(20, () -> ok(rollout, Arm.CURRENT));

        for (int i = 1; i <= 9; i++) {
            rollout.feedback("call-" + i, 0.5);
        }
        for (int i = 21; i <= 40; i++) {
            rollout.feedback("call-" + i, 0.1);
        }
        rollout.feedback("never-heard-of", 0);
        assertThat(rollout.running()).isTrue();
        rollout.feedback("call-10", 0.5);

        assertThat(stops)
                .singleElement()
                .satisfies(told -> assertThat(told.why())
                        .isEqualTo(
                                "quality is 0.500 over the last 10 calls (bound: \"< 0.6\"; current policy: 0.100)"));
    }

    @Test
    void decisionsOfLongAgoAreForgotten() {
        Rollout rollout = with("{ quality: \"< 0.6\", over: 10 }");
        times(10_001, () -> ok(rollout, Arm.NEXT));

        rollout.feedback("call-1", 0.1);
        rollout.feedback("call-2", 0.1);

        assertThat(rollout.report(Arm.NEXT).measures().get(Measure.QUALITY).count())
                .isEqualTo(1);
    }

    @Test
    void aBoundMayBeAMultipleOfTheCurrentPolicysFigure() {
        Rollout rollout = with("{ cost: \"> 1.5x\", over: 10 }");
        times(10, () -> ended(rollout, Arm.NEXT, Result.OK, 1, NONE, 0.4));
        assertThat(rollout.running()).as("the other figure is not known").isTrue();

        times(10, () -> ended(rollout, Arm.CURRENT, Result.OK, 1, NONE, 0.3));
        assertThat(rollout.running()).isTrue();
        times(10, () -> ended(rollout, Arm.CURRENT, Result.OK, 1, NONE, 0.25));

        assertThat(stops)
                .singleElement()
                .satisfies(told -> assertThat(told.why())
                        .startsWith("cost is $0.400000 over the last 10 calls (bound: \"> 1.5x\""));
    }

    @Test
    void oneErrorIsNoMultipleOfNone() {
        Rollout rollout = with("{ error_rate: \"> 1.5x\", over: 10 }");
        times(10, () -> ok(rollout, Arm.CURRENT));
        times(9, () -> ok(rollout, Arm.NEXT));

        error(rollout, Arm.NEXT);
        assertThat(rollout.running()).isTrue();
        error(rollout, Arm.NEXT);
        assertThat(rollout.running()).isFalse();
    }

    @Test
    void anOperatorStopsItOnceAndStartsItAnewWithoutFigures() {
        Rollout rollout = with("{ error_rate: \"> 5%\", over: 10 }");
        times(9, () -> error(rollout, Arm.NEXT));

        assertThat(rollout.restart()).isFalse();
        assertThat(rollout.stopBy("ann")).isTrue();
        assertThat(rollout.stopBy("ann")).isFalse();
        assertThat(stops).extracting(Stop::by, Stop::why).containsExactly(tuple("operator", "stopped by ann"));
        error(rollout, Arm.NEXT);
        assertThat(stops).hasSize(1);
        loop.advance(Duration.ofHours(1));
        assertThat(rollout.restart()).isTrue();

        assertThat(rollout.running()).isTrue();
        assertThat(rollout.since()).isEqualTo(loop.clock().instant());
        assertThat(rollout.report(Arm.NEXT).requests()).isZero();
        error(rollout, Arm.NEXT);
        assertThat(rollout.running()).isTrue();
    }

    @Test
    void aReloadThatChangesNothingOfItGoesOnWithTheSameFigures() {
        Rollout rollout = with("{ error_rate: \"> 5%\", over: 10 }");

        assertThat(rollout.continued(rollout.settings(), "now", "then")).isSameAs(rollout);
        assertThat(rollout.continued(rollout.settings(), "another", "then")).isNotSameAs(rollout);
    }

    @Test
    void aStopOutlastsReloadsButNotAnotherNextPolicy() {
        Rollout rollout = with("{ error_rate: \"> 5%\", over: 10 }");
        RolloutSettings other = settings("{ error_rate: \"> 50%\" }");
        rollout.stopBy("ann");

        assertThat(rollout.continued(other, "now", "then").running()).isFalse();
        assertThat(rollout.continued(other, "another", "then").running()).isFalse();
        assertThat(rollout.continued(other, "now", "mended").running()).isTrue();
        assertThat(rollout.continued(rollout.settings(), "now", "mended").running())
                .isTrue();
    }

    @Test
    void bothSidesAreReportedWithTheirDifference() {
        Rollout rollout = with("{ error_rate: \"> 99%\", over: 100 }");
        for (int i = 0; i < 50; i++) {
            ended(rollout, Arm.CURRENT, Result.OK, 100 + i % 2, NONE, 0.01);
            ended(rollout, Arm.NEXT, Result.OK, 200 + i % 2, 20, 0.02);
        }

        ArmFigures.Report current = rollout.report(Arm.CURRENT);
        ArmFigures.Report next = rollout.report(Arm.NEXT);
        ArmFigures.Summary latency = Objects.requireNonNull(next.measures().get(Measure.LATENCY));
        Difference difference = Objects.requireNonNull(
                Difference.of(Objects.requireNonNull(current.measures().get(Measure.LATENCY)), latency));

        assertThat(next.requests()).isEqualTo(50);
        assertThat(latency.median()).isEqualTo(200);
        assertThat(latency.p90()).isEqualTo(201);
        assertThat(difference.mean()).isCloseTo(100, within(1e-9));
        // sd 0.505 on both sides: 1.96 · √(2 · 0.2551 / 50)
        assertThat(difference.high() - difference.mean()).isCloseTo(0.19798, within(1e-4));
        assertThat(difference.mean() - difference.low()).isCloseTo(0.19798, within(1e-4));
        assertThat(Difference.of(
                        Objects.requireNonNull(current.measures().get(Measure.FIRST_TOKEN)),
                        Objects.requireNonNull(next.measures().get(Measure.FIRST_TOKEN))))
                .isNull();
    }

    private Rollout with(String stop) {
        return new Rollout(settings(stop), "now", "then", loop.clock(), stops::add);
    }

    private static RolloutSettings settings(String stop) {
        Yaml yaml = Yaml.of("{ next: n.yaml, mode: canary, stop: " + stop + " }");
        RolloutSettings settings = RolloutSettings.from(yaml.node());
        assertThat(yaml.problems()).isEmpty();
        return Objects.requireNonNull(settings);
    }

    private void ok(Rollout rollout, Arm arm) {
        ended(rollout, arm, Result.OK, 10, 5, 0.001);
    }

    private void error(Rollout rollout, Arm arm) {
        ended(rollout, arm, Result.ERROR, 10, NONE, NONE);
    }

    private void ended(Rollout rollout, Arm arm, Result result, double latency, double firstToken, double cost) {
        rollout.ended(arm, new Call("call-" + ++calls, result, latency, firstToken, cost));
    }

    private static void times(int times, Runnable what) {
        for (int i = 0; i < times; i++) {
            what.run();
        }
    }
}
