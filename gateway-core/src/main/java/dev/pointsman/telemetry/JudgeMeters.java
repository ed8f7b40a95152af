package dev.pointsman.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What marking replies comes to: how often with which result, for how much. Thread-safe. */
public final class JudgeMeters {
    private static final double NANOS_PER_DOLLAR = 1e9;

    private final Map<String, Counter> replies = new LinkedHashMap<>();
    private final Counter cost;

    public JudgeMeters(MeterRegistry registry) {
        for (String result : List.of("marked", "unclear", "failed", "busy", "capped")) {
            replies.put(
                    result,
                    Counter.builder("pointsman.judge.replies")
                            .description("Replies that a model was to mark")
                            .tag("result", result)
                            .register(registry));
        }
        cost = Counter.builder("pointsman.judge.cost")
                .description("Cost of marks")
                .baseUnit("dollars")
                .register(registry);
    }

    /**
     * Counts a reply.
     *
     * @param result one of the words above
     */
    public void counted(String result) {
        Counter counter = replies.get(result);
        if (counter != null) {
            counter.increment();
        }
    }

    /** What a mark has cost, in nano-dollars. */
    public void cost(long nanoDollars) {
        cost.increment(nanoDollars / NANOS_PER_DOLLAR);
    }
}
