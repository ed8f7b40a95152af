package dev.pointsman.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.Usage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GatewayMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final GatewayMetrics metrics = new GatewayMetrics(registry);

    @Test
    void aFinishedRequestIsMeasuredUnderItsModelAndProvider() {
        metrics.requestStarted();
        assertThat(registry.get("pointsman.requests.active").gauge().value()).isEqualTo(1);

        metrics.requestEnded(sample("local/qwen", "complete", 2));

        assertThat(registry.get("pointsman.requests.active").gauge().value()).isZero();
        assertThat(registry.get("gen_ai.server.request.duration")
                        .tag("gen_ai.provider.name", "local")
                        .tag("gen_ai.response.model", "qwen")
                        .tag("error.type", "")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(9);
        assertThat(registry.get("gen_ai.client.token.usage")
                        .tag("gen_ai.token.type", "output")
                        .summary()
                        .totalAmount())
                .isEqualTo(5);
        assertThat(registry.get("gen_ai.server.time_per_output_token").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(2);
        assertThat(registry.get("pointsman.cost")
                        .tag("gen_ai.request.model", "small")
                        .counter()
                        .count())
                .isEqualTo(2.5);
        assertThat(registry.get("pointsman.retries").counter().count()).isEqualTo(1);
        assertThat(registry.get("pointsman.rule").tag("rule", "night").counter().count())
                .isEqualTo(1);
    }

    @Test
    void aFailedRequestCarriesItsErrorType() {
        metrics.requestStarted();
        metrics.requestEnded(sample("none", "upstream_timeout", 0));

        assertThat(registry.get("gen_ai.server.request.duration")
                        .tag("error.type", "upstream_timeout")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void attemptsAreTimedByDeploymentAndOutcome() {
        metrics.attemptEnded("local/qwen", ErrorKind.RATE_LIMITED, 1_000_000);
        metrics.attemptEnded("local/qwen", null, 1_000_000);

        assertThat(registry.get("pointsman.attempt.duration")
                        .tag("outcome", "rate_limited")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("pointsman.attempt.duration")
                        .tag("outcome", "success")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void seriesBeyondTheBoundAreCountedTogether() {
        for (int i = 0; i < 5_000; i++) {
            metrics.requestStarted();
            metrics.requestEnded(sample("made/up" + i, "complete", 1));
            metrics.attemptEnded("made/up" + i, null, 1_000);
        }

        assertThat(registry.get("gen_ai.server.request.duration")
                        .tag("gen_ai.request.model", "other")
                        .timer()
                        .count())
                .isEqualTo(5_000 - 4_096);
        assertThat(registry.get("pointsman.attempt.duration")
                        .tag("deployment", "other")
                        .timer()
                        .count())
                .isEqualTo(5_000 - 4_096);
    }

    @Test
    void aWatchedNumberIsStillCountedAfterACollection() {
        long[] loads = {3};
        metrics.count("pointsman.test.loads", "of a test", () -> loads[0]);
        WeakReference<Object> collected = new WeakReference<>(new Object());

        while (collected.get() != null) {
            System.gc();
        }
        loads[0] = 4;

        assertThat(registry.get("pointsman.test.loads").functionCounter().count())
                .isEqualTo(4);
    }

    private static GatewayMetrics.RequestSample sample(String deployment, String end, int attempts) {
        return new GatewayMetrics.RequestSample(
                "chat_completions",
                "small",
                deployment,
                "night",
                end,
                attempts,
                9_000_000,
                1_000_000,
                100,
                100,
                new Usage(3, 0, 0, 5, 0),
                2_500_000_000L);
    }
}
