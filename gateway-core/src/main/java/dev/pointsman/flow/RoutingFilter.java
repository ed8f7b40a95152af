package dev.pointsman.flow;

import dev.pointsman.access.Principal;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.estimate.Estimators;
import dev.pointsman.estimate.PromptEstimates;
import dev.pointsman.inquiry.EstimateInquiry;
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
    private @Nullable EstimateInquiry later;
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

    /**
     * Has estimators asked; before the first request.
     *
     * @param waiting what asks those that take long; null where there are none
     */
    public RoutingFilter estimating(Estimators asked, @Nullable EstimateInquiry waiting) {
        estimators = asked;
        later = waiting;
        return this;
    }

    /** A decision that may have to wait for some of what it looks at, and is then made again: with the same moment and chance. */
    private record Open(PromptSignals signals, @Nullable PromptEstimates estimates, Instant at, double draw) {
        boolean waits() {
            return signals.awaitsTask() || (estimates != null && estimates.awaited() != null);
        }
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
        if (inquiry == null && later == null) {
            decide(exchange, context(exchange, signals));
            next.proceed(exchange, sink);
            return;
        }
        PromptEstimates estimates = later == null ? null : estimators.over(live(exchange), exchange.request(), later);
        decideOrWait(exchange, sink, next, new Open(signals, estimates, clock.instant(), draws.getAsDouble()));
    }

    /** Decides, and goes on; where the decision asks for what has to be told first it is made once more when that is, or is too late. */
    private void decideOrWait(Exchange exchange, ResponseSink sink, FilterChain next, Open open) {
        if (decidesAtOnce(exchange, open)) {
            next.proceed(exchange, sink);
            return;
        }
        FilterChain again = next.behind((same, itsSink, rest) -> decideOrWait(same, itsSink, rest, open));
        long begun = exchange.elapsedNanos();
        Waiting<?> waiting = ask(exchange, open, () -> {
            exchange.waited(exchange.elapsedNanos() - begun);
            exchange.onCancel(() -> {}); // what comes next sets its own
            again.proceed(exchange, sink);
        });
        exchange.onCancel(() -> {
            waiting.leave();
            sink.fail(exchange.cancelledBy());
        });
    }

    /** False where something has to be told first. */
    private boolean decidesAtOnce(Exchange exchange, Open open) {
        PromptEstimates estimates = open.estimates;
        LiveSource source = estimates == null ? estimators.over(live(exchange), exchange.request()) : estimates;
        RoutingContext context = context(exchange, open.signals, open.at, open.draw, source);
        try {
            decide(exchange, context);
        } catch (GatewayException refused) {
            if (!open.waits()) {
                throw refused;
            }
        }
        return !open.waits();
    }

    private void decide(Exchange exchange, RoutingContext context) {
        long begun = exchange.clock().getAsLong();
        exchange.deciding(context);
        RoutingDecision decision = chain.route(context);
        exchange.decided(decision, context, exchange.clock().getAsLong() - begun);
    }

    /** Hears what this policy would have decided, on the exchange's loop. */
    interface Considered {
        /**
         * It is known.
         *
         * @param context what was looked at
         */
        void decided(RoutingContext context, RoutingDecision decision);

        /** A client would have got this in place of a decision. */
        void refused(GatewayException why);

        /** Whatever went wrong. */
        void failed(RuntimeException defect);
    }

    /**
     * What this policy decides where another one has decided: the same moment, chance and memory, its own view of all else. Told once, before this returns
     * unless something has to be asked first, which is asked as for a client of its own, and that nobody waits for.
     */
    void consider(Exchange exchange, RoutingContext other, Considered hears) {
        PromptEstimates estimates = later == null ? null : estimators.over(live(exchange), exchange.request(), later);
        consider(
                exchange,
                new Open(new PromptSignals(exchange.request(), tasks), estimates, other.at(), other.draw()),
                hears);
    }

    private void consider(Exchange exchange, Open open, Considered hears) {
        try {
            LiveSource known = open.estimates;
            LiveSource source = known == null ? estimators.over(live(exchange), exchange.request()) : known;
            RoutingContext context = context(exchange, open.signals, open.at, open.draw, source);
            RoutingDecision decision = null;
            GatewayException refusal = null;
            try {
                decision = chain.route(context);
            } catch (GatewayException refused) {
                refusal = refused;
            }
            if (open.waits()) {
                ask(exchange, open, () -> consider(exchange, open, hears));
            } else if (decision != null) {
                hears.decided(context, decision);
            } else if (refusal != null) {
                hears.refused(refusal);
            }
        } catch (RuntimeException defect) {
            hears.failed(defect);
        }
    }

    /** Has what a decision waits for told, then goes on; may be left meanwhile. */
    private Waiting<?> ask(Exchange exchange, Open open, Runnable then) {
        String text = exchange.request().prompt().lastUser();
        TaskInquiry asked = inquiry;
        EstimateInquiry estimating = later;
        PromptEstimates estimates = open.estimates;
        String score = estimates == null ? null : estimates.awaited();
        if (asked != null && open.signals.awaitsTask()) {
            return asked.ask(text, exchange.loop(), told -> {
                open.signals.told(told);
                then.run();
            });
        }
        if (estimating != null && estimates != null && score != null) {
            return estimating.ask(score, text, exchange.loop(), opinion -> {
                estimates.told(score, opinion);
                then.run();
            });
        }
        throw new IllegalStateException("a decision waits for what nobody is asked");
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
        LiveSource source = estimators.over(live(exchange), exchange.request());
        return context(exchange, signals, at, draw, source);
    }

    private RoutingContext context(
            Exchange exchange, PromptSignals signals, Instant at, double draw, LiveSource source) {
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
                new LiveFigures(heads == null ? source : heads.over(source, signals)),
                exchange.conversation(),
                null,
                principal.traits());
    }

    private LiveSource live(Exchange exchange) {
        Exchange.Limits limits = exchange.limits();
        return limits == Exchange.Limits.NONE ? live : spending(limits);
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
