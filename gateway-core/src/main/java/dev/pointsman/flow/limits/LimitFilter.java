package dev.pointsman.flow.limits;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.flow.Exchange;
import dev.pointsman.flow.Filter;
import dev.pointsman.flow.FilterChain;

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
