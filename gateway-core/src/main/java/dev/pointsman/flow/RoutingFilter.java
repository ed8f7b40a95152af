package dev.pointsman.flow;

import dev.pointsman.access.Principal;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
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
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;

/** Decides which models may answer, best first, and answers by itself what asks for the models there are. */
public final class RoutingFilter implements Filter {
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
        ApiRequest request = exchange.request();
        Principal principal = exchange.principal();
        double draw = draws.getAsDouble();
        long begun = exchange.clock().getAsLong();
        RoutingContext context = new RoutingContext(
                request,
                request.facts().model(),
                new PromptSignals(request, tasks),
                clock.instant(),
                draw,
                principal.key(),
                principal.team(),
                principal::mayUse,
                new BlockedNow(blocked),
                destinations.serving().of(request),
                new LiveFigures(live),
                null,
                null);
        exchange.deciding(context);
        RoutingDecision decision = chain.route(context);
        exchange.decided(decision, context, exchange.clock().getAsLong() - begun);
    }
}
