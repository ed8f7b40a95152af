package dev.pointsman.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The meters of places at models, and of those in all, whose tag {@code model} is {@link #IN_ALL}. Its tags are names of the policy and words of enums. Thread-safe. */
public final class OverloadMeters {
    /** In place of a model's name. */
    public static final String IN_ALL = "*";

    private static final String LIMIT = "pointsman.overload.limit";
    private static final String ACTIVE = "pointsman.overload.active";
    private static final String WAITING = "pointsman.overload.waiting";

    private final Map<String, Timer> waits = new HashMap<>();
    private final Map<List<Object>, Counter> sheds = new HashMap<>();

    /** What is read of the places of a model. */
    public record Figures(Supplier<Number> limit, Supplier<Number> active, Supplier<Number> waiting) {}

    /**
     * Registers them, or takes those that are there; the figures replace all earlier ones.
     *
     * @param places by model
     * @param reasons why a request may get none
     * @param priorities of requests
     */
    public OverloadMeters(
            MeterRegistry registry,
            Map<String, Figures> places,
            Collection<? extends Enum<?>> reasons,
            Collection<? extends Enum<?>> priorities) {
        for (String gauge : List.of(LIMIT, ACTIVE, WAITING)) {
            registry.find(gauge).meters().forEach(registry::remove);
        }
        places.forEach((model, figures) -> {
            gauge(registry, LIMIT, "Requests that may be under way at a time", model, figures.limit());
            gauge(registry, ACTIVE, "Requests that hold a place", model, figures.active());
            gauge(registry, WAITING, "Requests that wait for a place", model, figures.waiting());
            waits.put(
                    model,
                    Timer.builder("pointsman.overload.wait")
                            .description("Time that requests waited for a place, of those that did")
                            .tag("model", model)
                            .register(registry));
            for (Enum<?> reason : reasons) {
                for (Enum<?> priority : priorities) {
                    sheds.put(
                            List.of(model, reason, priority),
                            Counter.builder("pointsman.overload.shed")
                                    .description("Requests that got no place")
                                    .tag("model", model)
                                    .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                                    .tag("priority", priority.name().toLowerCase(Locale.ROOT))
                                    .register(registry));
                }
            }
        });
    }

    private static void gauge(
            MeterRegistry registry, String name, String description, String model, Supplier<Number> value) {
        Gauge.builder(name, value)
                .description(description)
                .tag("model", model)
                .strongReference(true)
                .register(registry);
    }

    /** A request waited, for a place or in vain. */
    public void waited(String model, long nanos) {
        Timer timer = waits.get(model);
        if (timer != null) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** A request got no place. */
    public void shed(String model, Enum<?> reason, Enum<?> priority) {
        @Nullable Counter counter = sheds.get(List.of(model, reason, priority));
        if (counter != null) {
            counter.increment();
        }
    }
}
