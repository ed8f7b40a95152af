package dev.pointsman.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What asking models about tasks comes to: how often with which outcome, how long, for how much. Thread-safe. */
public final class TaskMeters {
    private static final double NANOS_PER_DOLLAR = 1e9;

    private final MeterRegistry registry;
    private final Map<String, Counter> asks = new ConcurrentHashMap<>();
    private final Timer duration;
    private final Counter cost;

    public TaskMeters(MeterRegistry registry) {
        this.registry = registry;
        this.duration = Timer.builder("pointsman.task.ask.duration")
                .description("Time of a question about a task, answered or not")
                .register(registry);
        this.cost = Counter.builder("pointsman.task.ask.cost")
                .description("Cost of questions about tasks, where prices are known")
                .baseUnit("dollars")
                .register(registry);
    }

    /**
     * Counts a prompt.
     *
     * @param outcome a word of a closed set
     */
    public void counted(String outcome) {
        asks.computeIfAbsent(
                        outcome,
                        word -> Counter.builder("pointsman.task.asks")
                                .description("Prompts whose task a model was to tell")
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
