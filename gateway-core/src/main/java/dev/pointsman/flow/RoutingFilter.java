package dev.pointsman.flow;

import dev.pointsman.access.Principal;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.routing.RouterChain;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.facts.BlockedNow;
import dev.pointsman.routing.facts.LiveFigures;
import dev.pointsman.routing.facts.LiveSource;
import dev.pointsman.signal.PromptSignals;
import dev.pointsman.signal.TaskSource;
import dev.pointsman.upstream.CircuitBreakers;
import dev.pointsman.upstream.Destinations;
import java.time.Clock;
import java.time.Instant;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides which models may answer, best first, and answers by itself what asks for the models there are. */
public final class RoutingFilter implements Filter {
    private static final Logger LOG = LoggerFactory.getLogger(RoutingFilter.class);

    private final RouterChain chain;
    private final ModelList models;
    private final Destinations destinations;
    private final Predicate<String> blocked;
    private final LiveSource live;
    private final DoubleSupplier draws;
    private final Clock clock;
    private TaskSource tasks = TaskSource.NONE;

    /**
     * Decides by one policy's chain.
     *
     * @param live where figures of what goes on now are read
     * @param draws numbers in [0, 1), one for each exchange; called on all loops
     * @param clock wall clock, for rules that ask for the time
     */
    public RoutingFilter(
            RouterChain chain,
            ModelList models,
            Destinations destinations,
            CircuitBreakers breakers,
            LiveSource live,
            DoubleSupplier draws,
            Clock clock) {
        this.chain = chain;
        this.models = models;
        this.destinations = destinations;
        this.blocked = breakers::blocked;
        this.live = live;
        this.draws = draws;
        this.clock = clock;
    }

    /** The same filter, which has the task of a request told by another source. */
    public RoutingFilter telling(TaskSource source) {
        tasks = source;
        return this;
    }

    @Override
    public void handle(Exchange exchange, ResponseSink sink, FilterChain next) {
        if (exchange.request().endpoint() == Endpoint.MODELS) {
            byte[] body = models.answer(exchange.request(), exchange.principal());
            sink.start(ReplyHead.json(body.length));
            sink.data(body);
            sink.complete();
            return;
        }
        decide(exchange);
        next.proceed(exchange, sink);
    }

    private void decide(Exchange exchange) {
        double draw = draws.getAsDouble();
        long begun = exchange.clock().getAsLong();
        RoutingContext context = context(exchange, clock.instant(), draw);
        exchange.deciding(context);
        RoutingDecision decision = chain.route(context);
        exchange.decided(decision, context, exchange.clock().getAsLong() - begun);
    }

    /** What this policy looks at where another one has decided: the same moment, chance and memory, its own view of all else. */
    RoutingContext context(Exchange exchange, RoutingContext other) {
        return context(exchange, other.at(), other.draw());
    }

    /** @throws dev.pointsman.api.GatewayException what a client would get in place of a decision */
    RoutingDecision route(RoutingContext context) {
        return chain.route(context);
    }

    /** Whether this policy has an answer to a request that another one refused. */
    boolean decides(Exchange exchange) {
        try {
            chain.route(context(exchange, clock.instant(), draws.getAsDouble()));
            return true;
        } catch (GatewayException refused) {
            LOG.debug("request {} is refused under both policies", exchange.id(), refused);
            return false;
        }
    }

    private RoutingContext context(Exchange exchange, Instant at, double draw) {
        ApiRequest request = exchange.request();
        Principal principal = exchange.principal();
        return new RoutingContext(
                request,
                request.facts().model(),
                new PromptSignals(request, tasks),
                at,
                draw,
                principal.key(),
                principal.team(),
                principal::mayUse,
                new BlockedNow(blocked),
                destinations.serving().of(request),
                new LiveFigures(live),
                exchange.conversation(),
                null);
    }
}
