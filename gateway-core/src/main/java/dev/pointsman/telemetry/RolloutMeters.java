package dev.pointsman.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The meters of a rollout; there from the first one on. Its tags are words of closed sets. Thread-safe. */
public final class RolloutMeters {
    private final MeterRegistry registry;
    private final Map<String, Counter> decisions = new HashMap<>();
    private final Map<List<String>, Counter> requests = new HashMap<>();
    private final Timer shadow;

    /**
     * Registers them, or takes those that are there.
     *
     * @param arms words for the two policies
     * @param results words for how a request ends
     * @param comparisons words for what a second decision is beside the first
     */
    public RolloutMeters(
            MeterRegistry registry,
            Collection<String> arms,
            Collection<String> results,
            Collection<String> comparisons) {
        this.registry = registry;
        for (String comparison : comparisons) {
            decisions.put(
                    comparison,
                    Counter.builder("pointsman.rollout.decisions")
                            .description("Decisions of a shadow policy, beside the one that counted")
                            .tag("result", comparison)
                            .register(registry));
        }
        for (String arm : arms) {
            for (String result : results) {
                requests.put(
                        List.of(arm, result),
                        Counter.builder("pointsman.rollout.requests")
                                .description("Requests under each policy of a rollout")
                                .tag("arm", arm)
                                .tag("result", result)
                                .register(registry));
            }
        }
        this.shadow = Timer.builder("pointsman.rollout.shadow")
                .description("Time of the decisions of a shadow policy")
                .serviceLevelObjectives(RequestMeters.MICROS)
                .register(registry);
    }

    /** A shadow has decided; {@code nanos} is the time it took. */
    public void decided(String result, long nanos) {
        increment(decisions.get(result));
        shadow.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A request ended under one of two policies. */
    public void ended(String arm, String result) {
        increment(requests.get(List.of(arm, result)));
    }

    /** A rollout ended; {@code by} is the bound that was exceeded, or the operator. */
    public void stopped(String by) {
        Counter.builder("pointsman.rollout.stops")
                .description("Rollouts that were stopped")
                .tag("by", by)
                .register(registry)
                .increment();
    }

    private static void increment(@Nullable Counter counter) {
        if (counter != null) {
            counter.increment();
        }
    }
}
