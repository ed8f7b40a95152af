package dev.pointsman.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What asking about prompts before they are routed comes to: how often with which outcome, how long, for how much. Thread-safe. */
public final class AskMeters {
    private static final double NANOS_PER_DOLLAR = 1e9;

    private final MeterRegistry registry;
    private final String name;
    private final String counted;
    private final Map<String, Counter> asks = new ConcurrentHashMap<>();
    private final Timer duration;
    private final Counter cost;

    private AskMeters(MeterRegistry registry, String name, String what, String counted) {
        this.registry = registry;
        this.name = name;
        this.counted = counted;
        this.duration = Timer.builder(name + ".ask.duration")
                .description("Time of a question about " + what + ", answered or not")
                .register(registry);
        this.cost = Counter.builder(name + ".ask.cost")
                .description("Cost of questions about " + what + ", where prices are known")
                .baseUnit("dollars")
                .register(registry);
    }

    /** Of questions about tasks. */
    public static AskMeters tasks(MeterRegistry registry) {
        return new AskMeters(registry, "pointsman.task", "tasks", "Prompts whose task a model was to tell");
    }

    /** Of questions about what models' answers are worth. */
    public static AskMeters estimates(MeterRegistry registry) {
        return new AskMeters(
                registry, "pointsman.estimate", "estimates", "Prompts that an estimator was to tell of later");
    }

    /**
     * Counts a prompt.
     *
     * @param outcome a word of a closed set
     */
    public void counted(String outcome) {
        asks.computeIfAbsent(
                        outcome,
                        word -> Counter.builder(name + ".asks")
                                .description(counted)
                                .tag("outcome", word)
                                .register(registry))
                .increment();
    }

    /** The same of a question that went out. */
    public void asked(String outcome, long nanos) {
        counted(outcome);
        duration.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** What a question has cost, in nano-dollars. */
    public void cost(long nanoDollars) {
        cost.increment(nanoDollars / NANOS_PER_DOLLAR);
    }
}
