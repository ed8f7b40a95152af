package dev.pointsman.flow.limits;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.catalog.Catalog;
import dev.pointsman.flow.Exchange;
import dev.pointsman.flow.Filter;
import dev.pointsman.flow.FilterChain;
import dev.pointsman.quota.Limit;
import dev.pointsman.quota.LimitSettings;
import dev.pointsman.quota.QuotaBook;
import dev.pointsman.quota.Refusal;
import dev.pointsman.telemetry.LimitMeters;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Holds requests to the policy's limits: counts each before it is routed, refuses it or sends it to another model where a limit is reached, and
 * counts at its end what it really took. Calls are asked for one by one, through {@link Exchange#limits}. Only in the chain of a policy that
 * has limits. Lists and ratings, for which no provider is called, pass.
 */
public final class LimitFilter implements Filter {
    private final PolicyLimits limits;

    public LimitFilter(PolicyLimits limits) {
        this.limits = limits;
    }

    /**
     * That of a policy, its figures shown; nothing where it limits nothing.
     *
     * @param book counts, over reloads
     * @param catalogs of all that the requests may call
     */
    public static Filter of(
            List<LimitSettings> settings, QuotaBook book, List<Catalog> catalogs, MeterRegistry registry) {
        List<Limit> limits = book.limits(settings);
        Map<String, Supplier<Number>> dollars = new LinkedHashMap<>();
        for (Limit limit : limits) {
            if (limit.settings().spend() != null) {
                dollars.put(limit.settings().name(), () -> book.spentDollars(limit));
            }
        }
        LimitMeters.watch(registry, dollars);
        if (limits.isEmpty()) {
            return Filter.NONE;
        }
        List<String> names =
                limits.stream().map(limit -> limit.settings().name()).toList();
        LimitMeters meters = new LimitMeters(registry, names, List.of(Refusal.What.values()));
        return new LimitFilter(new PolicyLimits(limits, book, catalogs, meters));
    }

    @Override
    public void handle(Exchange exchange, ResponseSink sink, FilterChain next) {
        Endpoint endpoint = exchange.request().endpoint();
        if (endpoint == Endpoint.MODELS || endpoint == Endpoint.FEEDBACK) {
            next.proceed(exchange, sink);
            return;
        }
        LimitedExchange limited = new LimitedExchange(exchange, limits);
        exchange.limits(limited);
        new Admission(limited, sink, next).ask();
    }
}
