package dev.pointsman.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The meters of a policy's limits. Its tags are names of the policy and words of an enum. Thread-safe. */
public final class LimitMeters {
    private static final String SPEND = "pointsman.limit.spend.usd";

    private final MeterRegistry registry;
    private final Map<List<String>, Counter> refusals = new HashMap<>();
    private final Map<String, Counter> branches = new HashMap<>();
    private final Map<String, Counter> unpriced = new HashMap<>();

    /**
     * Registers them, or takes those that are there.
     *
     * @param limits names
     * @param reasons what of a limit may be reached
     */
    public LimitMeters(MeterRegistry registry, Collection<String> limits, Collection<? extends Enum<?>> reasons) {
        this.registry = registry;
        for (String limit : limits) {
            for (Enum<?> reason : reasons) {
                String word = word(reason);
                refusals.put(
                        List.of(limit, word),
                        Counter.builder("pointsman.limit.refusals")
                                .description("Requests and calls that a limit held back")
                                .tag("limit", limit)
                                .tag("reason", word)
                                .register(registry));
            }
            branches.put(
                    limit, counter("pointsman.limit.branches", "Requests that a limit sent to another model", limit));
            unpriced.put(
                    limit,
                    counter(
                            "pointsman.limit.unpriced",
                            "Calls that passed a limit of spend though their price is not known",
                            limit));
        }
    }

    private Counter counter(String name, String description, String limit) {
        return Counter.builder(name)
                .description(description)
                .tag("limit", limit)
                .register(registry);
    }

    private static String word(Enum<?> reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    /** A limit held back a request or a call. */
    public void refused(String limit, Enum<?> reason) {
        increment(refusals.get(List.of(limit, word(reason))));
    }

    /** A limit had a request go to another model. */
    public void branched(String limit) {
        increment(branches.get(limit));
    }

    /** A call of an unknown price passed a limit of spend. */
    public void unpriced(String limit) {
        increment(unpriced.get(limit));
    }

    /** Watches the dollars that are spent or reserved under each limit. A later call replaces all of the earlier one. */
    public static void watch(MeterRegistry registry, Map<String, Supplier<Number>> dollars) {
        registry.find(SPEND).meters().forEach(registry::remove);
        dollars.forEach((limit, value) -> Gauge.builder(SPEND, value)
                .description("US dollars spent or reserved in the present window of a limit, by all its subjects")
                .tag("limit", limit)
                .strongReference(true)
                .register(registry));
    }

    private static void increment(@Nullable Counter counter) {
        if (counter != null) {
            counter.increment();
        }
    }
}
