package dev.pointsman.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.catalog.Balance;
import dev.pointsman.plot.LineChart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What adaptive and latency-aware balancing do to the traffic of four equal deployments when one of them changes. The clock is simulated, and
 * the curves are printed: the share of each deployment.
 */
class BalanceCurvesTest {
    private static final int B = 1;
    private static final double FAIR = 0.25;

    static List<Arguments> slowing() {
        return List.of(
                Arguments.of(Balance.ADAPTIVE, true, 40),
                Arguments.of(Balance.ADAPTIVE, false, 40),
                Arguments.of(Balance.ADAPTIVE, true, 10),
                Arguments.of(Balance.ADAPTIVE, true, 400),
                Arguments.of(Balance.ADAPTIVE, false, 400),
                Arguments.of(Balance.LATENCY, true, 40),
                Arguments.of(Balance.LATENCY, false, 40),
                Arguments.of(Balance.LATENCY, true, 400));
    }

    @ParameterizedTest
    @MethodSource("slowing")
    void aDeploymentThatTurnsTenTimesSlowerLosesItsTrafficInSecondsAndGetsItBackInAMinute(
            Balance balance, boolean stream, double perSecond) {
        Traffic traffic = slowing(balance, stream, perSecond, 11);

        print(balance, stream, perSecond, traffic.curve(210, 5));
        assertThat(traffic.share(B, 20, 60)).as("before").isBetween(0.8 * FAIR, 1.2 * FAIR);
        assertThat(traffic.share(B, 65, 120)).as("5 s after it slowed").isLessThanOrEqualTo(0.1 * FAIR);
        assertThat(traffic.share(B, 65, 120)).as("it is tried now and then").isPositive();
        assertThat(traffic.share(B, 120, 130)).as("just recovered").isLessThan(0.5 * FAIR);
        assertThat(traffic.share(B, 175, 210)).as("55 s after it recovered").isGreaterThan(0.85 * FAIR);
        assertThat(traffic.share(B, 175, 210)).isLessThan(1.2 * FAIR);
    }

    /** Over many runs, as twenty requests of one tell little. */
    @ParameterizedTest
    @ValueSource(doubles = {2, 4, 10})
    void atFewRequestsASecondTwentyRequestsAreEnough(double perSecond) {
        double first = 0;
        double next = 0;
        double later = 0;
        int runs = 40;
        for (int seed = 0; seed < runs; seed++) {
            Traffic traffic = slowing(Balance.ADAPTIVE, true, perSecond, seed);
            first += traffic.shareOfRequests(B, 60, 0, 4) / runs;
            next += traffic.shareOfRequests(B, 60, 20, 20) / runs;
            later += traffic.shareOfRequests(B, 60, 30, 30) / runs;
        }

        System.out.printf("%.0f a second: %.3f %.3f %.3f%n", perSecond, first, next, later);
        assertThat(first).isGreaterThan(0.5 * FAIR);
        assertThat(next).isLessThan(0.1 * FAIR);
        assertThat(later).isLessThan(0.1 * FAIR);
    }

    @ParameterizedTest
    @MethodSource("slowing")
    void aDeploymentHalfOfWhoseCallsFailLosesMostOfItsTrafficThoughItFailsFast(
            Balance balance, boolean stream, double perSecond) {
        Traffic traffic = new Traffic(balance, stream, perSecond, 4, 12)
                .at(60, B, host -> host.failing = 0.5)
                .at(120, B, host -> host.failing = 0)
                .run(210);

        print(balance, stream, perSecond, traffic.curve(210, 5));
        assertThat(traffic.share(B, 70, 120)).isBetween(0.0001, 0.5 * FAIR);
        assertThat(traffic.share(B, 180, 210)).isBetween(0.8 * FAIR, 1.2 * FAIR);
    }

    @Test
    void aDeploymentNearItsRateLimitIsSparedUnderAdaptive() {
        Traffic traffic = new Traffic(Balance.ADAPTIVE, true, 40, 4, 13)
                .at(0, B, host -> host.headroom = 0.9)
                .at(60, B, host -> host.headroom = 0.125)
                .at(120, B, host -> host.headroom = 0.025)
                .at(180, B, host -> host.headroom = 1)
                .run(260);

        print(Balance.ADAPTIVE, true, 40, traffic.curve(260, 5));
        assertThat(traffic.share(B, 20, 60)).isBetween(0.8 * FAIR, 1.2 * FAIR);
        assertThat(traffic.share(B, 65, 120)).as("half of a quarter left").isBetween(0.4 * FAIR, 0.7 * FAIR);
        assertThat(traffic.share(B, 125, 180)).as("a tenth of a quarter left").isBetween(0.02 * FAIR, 0.2 * FAIR);
        assertThat(traffic.share(B, 220, 260)).isBetween(0.8 * FAIR, 1.2 * FAIR);
    }

    @Test
    void aDeploymentThatStartsFastButWritesSlowlyLoses() {
        for (Balance balance : List.of(Balance.ADAPTIVE, Balance.LATENCY)) {
            Traffic traffic = new Traffic(balance, true, 40, 4, 14)
                    .at(0, B, host -> {
                        host.firstMillis = 100;
                        host.tokenMillis = 50;
                    })
                    .run(120);

            print(balance, true, 40, traffic.curve(120, 10));
            assertThat(traffic.share(B, 30, 120)).isLessThan(0.3 * FAIR);
        }
    }

    @Test
    void aDeploymentThatHangsIsLeftThoughItNeverFails() {
        for (Balance balance : List.of(Balance.ADAPTIVE, Balance.LATENCY)) {
            Traffic traffic = new Traffic(balance, true, 40, 4, 15)
                    .at(60, B, host -> host.firstMillis = 10_000_000)
                    .run(120);

            print(balance, true, 40, traffic.curve(120, 5));
            assertThat(traffic.share(B, 65, 120)).isLessThan(0.2 * FAIR);
        }
    }

    @Test
    void aNewDeploymentIsNotFloodedBeforeItsFirstAnswers() {
        for (Balance balance : List.of(Balance.ADAPTIVE, Balance.LATENCY)) {
            Traffic traffic = new Traffic(balance, true, 40, 4, 16).run(30);

            for (int host = 0; host < 4; host++) {
                assertThat(traffic.share(host, 0, 2)).isBetween(0.05, 0.5);
                assertThat(traffic.share(host, 2, 30)).isBetween(0.8 * FAIR, 1.2 * FAIR);
            }
        }
    }

    /** The picture of the routing guide: where it has changed, the new one is in the folder of the build. */
    @Test
    void theGuideShowsTheCurve() throws IOException {
        int runs = 10;
        double[] seconds = new double[105];
        double[][] shares = new double[4][seconds.length];
        for (int run = 0; run < runs; run++) {
            Traffic traffic = slowing(Balance.ADAPTIVE, true, 40, run);
            for (int i = 0; i < seconds.length; i++) {
                seconds[i] = i * 2 + 1;
                for (int host = 0; host < 4; host++) {
                    shares[host][i] += 100 * traffic.share(host, seconds[i] - 1, seconds[i] + 1) / runs;
                }
            }
        }
        LineChart chart = new LineChart(
                        "balance: adaptive, 40 requests a second, mean of 10 runs",
                        "time (s)",
                        "share of the requests (%)")
                .mark(60, "b turns ten times slower")
                .mark(120, "b recovers")
                .yRange(0, 40);
        for (int host = 0; host < 4; host++) {
            chart.line(String.valueOf((char) ('a' + host)), seconds, shares[host]);
        }

        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target", "adaptive-balance.svg"), chart.svg());

        Path shown = Path.of("..", "docs", "img", "adaptive-balance.svg");
        assertThat(Files.readString(shown, StandardCharsets.UTF_8)).isEqualTo(chart.svg());
    }

    private static Traffic slowing(Balance balance, boolean stream, double perSecond, long seed) {
        return new Traffic(balance, stream, perSecond, 4, seed)
                .at(60, B, host -> {
                    host.firstMillis *= 10;
                    host.tokenMillis *= 10;
                })
                .at(120, B, host -> {
                    host.firstMillis /= 10;
                    host.tokenMillis /= 10;
                })
                .run(212);
    }

    private static void print(Balance balance, boolean stream, double perSecond, String curve) {
        System.out.printf(
                "%s, %s, %.0f requests a second%n%s", balance.way(), stream ? "streams" : "whole", perSecond, curve);
    }
}
