package dev.pointsman.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What caches of replies do: how often with which result, and what that saved. Thread-safe. */
public final class CacheMeters {
    private static final double NANOS_PER_DOLLAR = 1e9;

    private final Map<String, Counter> requests = new LinkedHashMap<>();
    private final Counter saved;

    /** @param results words of a closed set */
    public CacheMeters(MeterRegistry registry, List<String> results) {
        for (String result : results) {
            requests.put(
                    result,
                    Counter.builder("pointsman.cache.requests")
                            .description("Requests that a cache could have had a part in")
                            .tag("result", result)
                            .register(registry));
        }
        saved = Counter.builder("pointsman.cache.saved")
                .description("What replies from the cache have cost when they were made, where prices are known")
                .baseUnit("dollars")
                .register(registry);
    }

    /**
     * Counts a request.
     *
     * @param savedNanos nano-dollars; -1 where none, or unknown
     */
    public void counted(String result, long savedNanos) {
        Counter counter = requests.get(result);
        if (counter != null) {
            counter.increment();
        }
        if (savedNanos > 0) {
            saved.increment(savedNanos / NANOS_PER_DOLLAR);
        }
    }
}
