package dev.pointsman.flow.cached;

import dev.pointsman.access.Principal;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Body;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.cache.CacheKey;
import dev.pointsman.cache.CacheSettings;
import dev.pointsman.cache.CacheUse;
import dev.pointsman.cache.CachedReply;
import dev.pointsman.cache.ReplyStore;
import dev.pointsman.cache.RequestKeys;
import dev.pointsman.cache.SameAnswer;
import dev.pointsman.cache.SemanticReplies;
import dev.pointsman.cache.SemanticSettings;
import dev.pointsman.cache.SharedReplies;
import dev.pointsman.cache.SideEffects;
import dev.pointsman.flow.Exchange;
import dev.pointsman.flow.Filter;
import dev.pointsman.flow.FilterChain;
import dev.pointsman.flow.Outcomes;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.telemetry.CacheMeters;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers from what is kept, has identical requests share one call, and keeps what providers answer. Comes after routing: what a request may get is
 * decided first, each time, and a kept reply stands in for the call alone. Only in the chain of a policy that has a section {@code cache}.
 */
public final class CacheFilter implements Filter {
    /** Longer bodies are not read for a key: that would hold the loop up for milliseconds. */
    static final int MOST_BODY_BYTES = 1_000_000;

    static final int MOST_FLIGHTS = 4_096;
    /** Of the cache's size: what replies under way may take beside it. */
    private static final int UNDER_WAY_SHARE = 4;

    private final CacheSettings.Exact exact;
    private final @Nullable SemanticSettings alike;
    private final Store store;
    private final @Nullable SemanticReplies semantic;
    private final Answering answering;
    private final Body.Budget underWay;
    private final Map<CacheKey, Flight> flights = new ConcurrentHashMap<>();

    /**
     * Where replies lie and how they are found there.
     *
     * @param semantic finds replies to like requests; null where the policy has none of that
     */
    public record Store(
            ReplyStore replies, RequestKeys keys, @Nullable SemanticReplies semantic) {}

    /** Of one policy. */
    public CacheFilter(CacheSettings settings, Store store, Outcomes outcomes, CacheMeters meters) {
        this.exact = settings.exact();
        this.alike = settings.semantic();
        this.store = store;
        this.semantic = store.semantic;
        this.answering = new Answering(store.replies, outcomes, meters);
        this.underWay = new Body.Budget(Math.max(exact.largestBytes(), exact.sizeBytes() / UNDER_WAY_SHARE));
    }

    @Override
    public void handle(Exchange exchange, ResponseSink sink, FilterChain next) {
        RoutingDecision decision = exchange.decision();
        RoutingContext context = exchange.context();
        if (decision == null || context == null || !answers(exchange.request().endpoint())) {
            next.proceed(exchange, sink);
            return;
        }
        Wish wish = Wish.of(exchange.request().headers());
        if (wish == Wish.NONE || !wanted(exchange.request(), context)) {
            answering.asked(exchange, CacheUse.BYPASS);
            next.proceed(exchange, sink);
            return;
        }
        Candidate chosen = decision.candidates().get(0);
        CacheKey key = key(exchange, chosen);
        long clears = store.replies.clears();
        Asked asked = new Asked(exchange, sink, next, chosen, key, null, wish == Wish.FRESH, clears);
        CachedReply found = asked.fresh() ? null : kept(asked);
        if (found != null) {
            replay(asked, found);
            return;
        }
        SemanticReplies.Question question = question(exchange, context, chosen);
        ask(
                question == null
                        ? asked
                        : new Asked(exchange, sink, next, chosen, key, question, asked.fresh(), clears),
                0);
    }

    Answering answering() {
        return answering;
    }

    /** Answers with what others are about to get, or makes the call that others may get the answer of. */
    void ask(Asked asked, int failures) {
        if (!exact.singleFlight() || asked.fresh() || flights.size() >= MOST_FLIGHTS) {
            alone(asked);
            return;
        }
        Flight mine = flight(asked);
        Flight other = flights.putIfAbsent(asked.key(), mine);
        if (other != null) {
            new Follower(this, asked, other, failures).follow();
            return;
        }
        CachedReply found = kept(asked); // the one before may have landed just now
        if (found == null) {
            lead(asked, mine);
        } else {
            found(asked, mine, CacheUse.HIT, found);
        }
    }

    /** Makes a call that nobody else waits for. */
    void alone(Asked asked) {
        lead(asked, flight(asked));
    }

    private Flight flight(Asked asked) {
        return new Flight(asked, exact.largestBytes(), underWay, (flight, reply) -> landed(asked, flight, reply));
    }

    private void landed(Asked asked, Flight flight, @Nullable CachedReply reply) {
        if (reply != null && store.replies.put(asked.key(), reply, exact.ttl(), asked.clears())) {
            if (exact.shared() != null) {
                store.replies.shared().put(asked.key(), reply, exact.ttl(), exact.shared());
            }
            if (semantic != null && asked.question() != null) {
                semantic.keep(asked.question(), asked.key());
            }
        }
        flights.remove(asked.key(), flight);
    }

    /** Looks where looking takes time, then calls. */
    private void lead(Asked asked, Flight flight) {
        CacheSettings.Shared reach = exact.shared();
        SharedReplies shared = store.replies.shared();
        if (reach == null || shared == SharedReplies.NONE || asked.fresh()) {
            near(asked, flight);
            return;
        }
        Consumer<@Nullable CachedReply> then = awaiting(asked, flight, reply -> {
            if (reply != null && usable(asked, reply) && kept(asked, reply)) {
                found(asked, flight, CacheUse.HIT, reply);
            } else {
                near(asked, flight);
            }
        });
        shared.find(asked.key(), reach, asked.exchange().loop(), then);
    }

    /** Keeps what others have got, for the rest of its time; false where that is over, or it was forgotten meanwhile. */
    private boolean kept(Asked asked, CachedReply reply) {
        Duration rest = exact.ttl().minus(store.replies.age(reply));
        return rest.compareTo(Duration.ZERO) > 0 && store.replies.put(asked.key(), reply, rest, asked.clears());
    }

    private void near(Asked asked, Flight flight) {
        SemanticReplies.Question question = asked.question();
        SemanticReplies replies = semantic;
        if (replies == null || question == null || asked.fresh()) {
            call(asked, flight);
            return;
        }
        Consumer<@Nullable CachedReply> then = awaiting(asked, flight, reply -> {
            if (reply != null
                    && asked.admits(reply.origin().model(), reply.origin().deployment())) {
                found(asked, flight, CacheUse.SEMANTIC, reply);
            } else {
                call(asked, flight);
            }
        });
        replies.find(question, asked.exchange().loop(), then);
    }

    /** What goes on with a finding unless the client has left meanwhile, which ends the flight. */
    private static Consumer<@Nullable CachedReply> awaiting(
            Asked asked, Flight flight, Consumer<@Nullable CachedReply> then) {
        Exchange exchange = asked.exchange();
        long begun = exchange.elapsedNanos();
        exchange.onCancel(() -> flight.fail(exchange.cancelledBy()));
        return reply -> {
            if (!exchange.cancelled()) {
                exchange.onCancel(() -> {}); // what comes next sets its own
                exchange.waited(exchange.elapsedNanos() - begun);
                then.accept(reply);
            }
        };
    }

    private void call(Asked asked, Flight flight) {
        answering.asked(asked.exchange(), CacheUse.MISS);
        asked.next().proceed(asked.exchange(), flight);
        flight.underWay();
    }

    private void found(Asked asked, Flight flight, CacheUse use, CachedReply reply) {
        answering.kept(asked.exchange(), use, reply);
        flight.replay(reply);
    }

    private void replay(Asked asked, CachedReply reply) {
        Exchange exchange = asked.exchange();
        answering.kept(exchange, CacheUse.HIT, reply);
        Delivery delivery = new Delivery(exchange, asked.sink(), () -> {});
        delivery.start(reply.head());
        reply.body().forEach(delivery::data);
        delivery.complete();
    }

    private @Nullable CachedReply kept(Asked asked) {
        CachedReply reply = store.replies.find(asked.key(), exact.ttl());
        return reply != null && usable(asked, reply) ? reply : null;
    }

    private static boolean usable(Asked asked, CachedReply reply) {
        return asked.admits(reply.origin().model(), reply.origin().deployment());
    }

    private CacheKey key(Exchange exchange, Candidate chosen) {
        Principal who = exchange.principal();
        return store.keys.exact(
                exchange.request(),
                exact.per().of(who.key(), who.team()),
                chosen.model().name());
    }

    private SemanticReplies.@Nullable Question question(Exchange exchange, RoutingContext context, Candidate chosen) {
        SemanticSettings settings = alike;
        if (settings == null || !settings.when().holds(context)) {
            return null;
        }
        Principal who = exchange.principal();
        return SemanticReplies.Question.of(
                store.keys,
                exchange.request(),
                settings.per().of(who.key(), who.team()),
                chosen.model().name());
    }

    private boolean wanted(ApiRequest request, RoutingContext context) {
        return request.bodyBytes() <= MOST_BODY_BYTES
                && !SideEffects.of(request)
                && (exact.requests() == CacheSettings.Requests.ANY || SameAnswer.wantedBy(request))
                && (exact.when() == null || exact.when().holds(context));
    }

    private static boolean answers(Endpoint endpoint) {
        return switch (endpoint) {
            case CHAT_COMPLETIONS, RESPONSES, MESSAGES, COMPLETIONS, EMBEDDINGS, RERANK, MODERATIONS -> true;
            default -> false;
        };
    }
}
