package dev.pointsman.flow;

import dev.pointsman.access.Principal;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.estimate.Estimators;
import dev.pointsman.inquiry.TaskInquiry;
import dev.pointsman.inquiry.Waiting;
import dev.pointsman.online.Heads;
import dev.pointsman.routing.RouterChain;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.facts.BlockedNow;
import dev.pointsman.routing.facts.Figure;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides which models may answer, best first, and answers by itself what no provider is needed for. */
public final class RoutingFilter implements Filter {
    private static final Logger LOG = LoggerFactory.getLogger(RoutingFilter.class);

    private final RouterChain chain;
    private final OwnAnswers own;
    private final Destinations destinations;
    private final Predicate<String> blocked;
    private final LiveSource live;
    private final DoubleSupplier draws;
    private final Clock clock;
    private TaskSource tasks = TaskSource.NONE;
    private @Nullable TaskInquiry inquiry;
    private Estimators estimators = Estimators.NONE;
    private @Nullable Heads heads;

    /**
     * Decides by one policy's chain.
     *
     * @param own what is answered here
     * @param live where figures of what goes on now are read
     * @param draws numbers in [0, 1), one for each exchange; called on all loops
     * @param clock wall clock, for rules that ask for the time
     */
    public RoutingFilter(
            RouterChain chain,
            OwnAnswers own,
            Destinations destinations,
            CircuitBreakers breakers,
            LiveSource live,
            DoubleSupplier draws,
            Clock clock) {
        this.chain = chain;
        this.own = own;
        this.destinations = destinations;
        this.blocked = breakers::blocked;
        this.live = live;
        this.draws = draws;
        this.clock = clock;
    }

    /**
     * Has the task of a request told; before the first request.
     *
     * @param source what tells it at once
     * @param asking what tells it later where that leaves it open; null where nothing does
     */
    public RoutingFilter telling(TaskSource source, @Nullable TaskInquiry asking) {
        tasks = asking == null ? source : asking;
        inquiry = asking;
        return this;
    }

    /** Has trained routers asked; before the first request. */
    public RoutingFilter estimating(Estimators asked) {
        estimators = asked;
        return this;
    }

    /** Has scores learn from ratings; before the first request. */
    public RoutingFilter learning(@Nullable Heads learned) {
        heads = learned;
        return this;
    }

    @Override
    public void handle(Exchange exchange, ResponseSink sink, FilterChain next) {
        byte[] body = own.to(exchange);
        if (body != null) {
            sink.start(ReplyHead.json(body.length));
            sink.data(body);
            sink.complete();
            return;
        }
        PromptSignals signals = new PromptSignals(exchange.request(), tasks);
        RoutingContext context = context(exchange, signals);
        TaskInquiry asked = inquiry;
        if (asked == null) {
            decide(exchange, context);
            next.proceed(exchange, sink);
        } else if (decidesAtOnce(exchange, context, signals)) {
            next.proceed(exchange, sink);
        } else {
            Filter again = (same, itsSink, rest) -> {
                decide(same, context);
                rest.proceed(same, itsSink);
            };
            await(asked, exchange, sink, signals, next.behind(again));
        }
    }

    /** False where the decision asks for a task that a model has to tell: it is to be made once more when that has, or is too late. */
    private boolean decidesAtOnce(Exchange exchange, RoutingContext context, PromptSignals signals) {
        try {
            decide(exchange, context);
        } catch (GatewayException refused) {
            if (!signals.awaitsTask()) {
                throw refused;
            }
        }
        return !signals.awaitsTask();
    }

    /** Has the task told, then goes on; a client that leaves ends the wait. */
    private static void await(
            TaskInquiry asked, Exchange exchange, ResponseSink sink, PromptSignals signals, FilterChain next) {
        long begun = exchange.elapsedNanos();
        Waiting waiting = asked.ask(exchange.request().prompt().lastUser(), exchange.loop(), finding -> {
            exchange.waited(exchange.elapsedNanos() - begun);
            exchange.onCancel(() -> {}); // what comes next sets its own
            signals.told(finding);
            next.proceed(exchange, sink);
        });
        exchange.onCancel(() -> {
            waiting.leave();
            sink.fail(exchange.cancelledBy());
        });
    }

    private void decide(Exchange exchange, RoutingContext context) {
        long begun = exchange.clock().getAsLong();
        exchange.deciding(context);
        RoutingDecision decision = chain.route(context);
        exchange.decided(decision, context, exchange.clock().getAsLong() - begun);
    }

    /** What this policy looks at where another one has decided: the same moment, chance and memory, its own view of all else. */
    RoutingContext context(Exchange exchange, RoutingContext other) {
        return context(exchange, new PromptSignals(exchange.request(), tasks), other.at(), other.draw());
    }

    /** @throws dev.pointsman.api.GatewayException what a client would get in place of a decision */
    RoutingDecision route(RoutingContext context) {
        return chain.route(context);
    }

    /** Whether this policy has an answer to a request that another one refused. */
    boolean decides(Exchange exchange) {
        try {
            chain.route(context(exchange, new PromptSignals(exchange.request(), tasks)));
            return true;
        } catch (GatewayException refused) {
            LOG.debug("request {} is refused under both policies", exchange.id(), refused);
            return false;
        }
    }

    private RoutingContext context(Exchange exchange, PromptSignals signals) {
        return context(exchange, signals, clock.instant(), draws.getAsDouble());
    }

    private RoutingContext context(Exchange exchange, PromptSignals signals, Instant at, double draw) {
        ApiRequest request = exchange.request();
        Principal principal = exchange.principal();
        Exchange.Limits limits = exchange.limits();
        return new RoutingContext(
                request,
                exchange.asked(),
                signals,
                at,
                draw,
                principal.key(),
                principal.team(),
                principal::mayUse,
                new BlockedNow(
                        limits == Exchange.Limits.NONE ? blocked : id -> blocked.test(id) || limits.holdsBack(id)),
                destinations.serving().of(request),
                new LiveFigures(figures(limits, request, signals)),
                exchange.conversation(),
                null,
                principal.traits());
    }

    private LiveSource figures(Exchange.Limits limits, ApiRequest request, PromptSignals signals) {
        LiveSource figures = estimators.over(limits == Exchange.Limits.NONE ? live : spending(limits), request);
        return heads == null ? figures : heads.over(figures, signals);
    }

    /** The live figures, of which what is spent counts the request's own limits, too. */
    private LiveSource spending(Exchange.Limits limits) {
        return (figure, subject, task) -> {
            double known = live.value(figure, subject, task);
            if (figure != Figure.SPEND_USED || !subject.isEmpty()) {
                return known;
            }
            double limited = limits.spendUsed();
            return Double.isNaN(known) || limited > known ? limited : known;
        };
    }
}
