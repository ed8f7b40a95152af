package dev.pointsman.telemetry;

import dev.pointsman.online.Heads;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.List;

/** What scores that learn from ratings have spent on trying, and whose ratings have drifted. */
public final class OnlineMeters {
    private static final String SPENT = "pointsman.online.spent.usd";
    private static final String RATINGS = "pointsman.online.ratings";
    private static final String DRIFTS = "pointsman.online.drifts";

    private final MeterRegistry registry;

    public OnlineMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Watches the scores that learn, for those models. A later call replaces all of the earlier one. */
    public void watch(Heads heads, Collection<String> models) {
        for (String name : List.of(SPENT, RATINGS, DRIFTS)) {
            registry.find(name).meters().forEach(registry::remove);
        }
        for (String score : heads.scores()) {
            Gauge.builder(SPENT, heads, each -> each.spentDollars(score))
                    .description(
                            "US dollars that trying models is expected to have cost today above the best one known")
                    .tag("score", score)
                    .register(registry);
            for (String model : models) {
                FunctionCounter.builder(RATINGS, heads, each -> each.ratings(score, model))
                        .description("Ratings that a score has learned from")
                        .tag("score", score)
                        .tag("model", model)
                        .register(registry);
                FunctionCounter.builder(DRIFTS, heads, each -> each.drifts(score, model))
                        .description("Times that the ratings of a model left what was expected of them")
                        .tag("score", score)
                        .tag("model", model)
                        .register(registry);
            }
        }
    }
}
