package dev.pointsman.telemetry;

import dev.pointsman.api.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** The meters of all requests that share endpoint, model, deployment and end. Source of names: OpenTelemetry GenAI metrics (2026-08). */
final class RequestMeters {
    private static final double NANOS_PER_DOLLAR = 1e9;
    static final Duration[] MICROS = durations(20, 50, 100, 250, 500, 1_000, 5_000, 25_000, 100_000);
    private static final Duration[] SECONDS = durations(
            10_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 10_000_000, 30_000_000, 120_000_000);

    private final Timer duration;
    private final Timer firstOutput;
    private final Timer perOutputToken;
    private final DistributionSummary input;
    private final DistributionSummary output;
    private final Counter cost;

    RequestMeters(MeterRegistry registry, GatewayMetrics.RequestSeries series) {
        int slash = series.deployment().indexOf('/');
        Tags model = Tags.of(
                "gen_ai.operation.name",
                series.endpoint(),
                "gen_ai.provider.name",
                slash < 0 ? series.deployment() : series.deployment().substring(0, slash),
                "gen_ai.request.model",
                series.model(),
                "gen_ai.response.model",
                slash < 0 ? "none" : series.deployment().substring(slash + 1));
        this.duration = timer(registry, "gen_ai.server.request.duration", model.and("error.type", errorType(series)));
        this.firstOutput = timer(registry, "gen_ai.server.time_to_first_token", model);
        this.perOutputToken = timer(registry, "gen_ai.server.time_per_output_token", model);
        this.input = tokens(registry, model.and("gen_ai.token.type", "input"));
        this.output = tokens(registry, model.and("gen_ai.token.type", "output"));
        this.cost = Counter.builder("pointsman.cost")
                .description("Cost of requests, where prices are known")
                .baseUnit("dollars")
                .tags(model)
                .register(registry);
    }

    /** @param costNanos nano-dollars; -1 where unknown */
    void record(long totalNanos, long firstOutputNanos, Usage usage, long costNanos) {
        duration.record(totalNanos, TimeUnit.NANOSECONDS);
        if (firstOutputNanos >= 0) {
            firstOutput.record(firstOutputNanos, TimeUnit.NANOSECONDS);
        }
        long completion = usage.completion();
        if (completion > 0) {
            output.record((double) completion);
            if (firstOutputNanos >= 0 && completion > 1) {
                perOutputToken.record((totalNanos - firstOutputNanos) / (completion - 1), TimeUnit.NANOSECONDS);
            }
        }
        if (usage.prompt() > 0) {
            input.record((double) usage.prompt());
        }
        if (costNanos > 0) {
            cost.increment(costNanos / NANOS_PER_DOLLAR);
        }
    }

    private static String errorType(GatewayMetrics.RequestSeries series) {
        return series.end().equals("complete") ? "" : series.end();
    }

    private static Timer timer(MeterRegistry registry, String name, Tags tags) {
        return Timer.builder(name).tags(tags).serviceLevelObjectives(SECONDS).register(registry);
    }

    private static DistributionSummary tokens(MeterRegistry registry, Tags tags) {
        return DistributionSummary.builder("gen_ai.client.token.usage")
                .tags(tags)
                .serviceLevelObjectives(1, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144)
                .register(registry);
    }

    private static Duration[] durations(long... micros) {
        return LongStream.of(micros)
                .mapToObj(value -> Duration.ofNanos(value * 1_000))
                .toArray(Duration[]::new);
    }
}
