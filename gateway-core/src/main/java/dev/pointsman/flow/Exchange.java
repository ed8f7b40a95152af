package dev.pointsman.flow;

import dev.pointsman.access.Principal;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Usage;
import dev.pointsman.cache.CacheUse;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.ledger.DecisionRecord;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.facts.Conversation;
import dev.pointsman.tracing.Trace;
import dev.pointsman.upstream.AttemptPlan;
import dev.pointsman.upstream.AttemptRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One client request and all that is known of it. Confined to its loop.
 *
 * <p>Filters fill it in on the way; the outer ones (telemetry, ledger) read it when the reply has ended.
 */
public final class Exchange {
    private final String id;
    private ApiRequest request;
    private final ScheduledExecutorService loop;
    private final LongSupplier nanoTime;
    private final long startNanos;
    private final List<String> replyHeaders = new ArrayList<>(16);
    private final List<AttemptRecord> attempts = new ArrayList<>(2);
    private Principal principal = Principal.ANONYMOUS;
    private boolean stranger;
    private @Nullable DecidingPolicy decider;
    private @Nullable Conversation conversation;
    private @Nullable RoutingDecision decision;
    private long decisionNanos;
    private @Nullable RoutingContext context;
    private List<Deployment> balanced = List.of();
    private long waitedNanos;
    private @Nullable String model;
    private @Nullable String deployment;
    private Usage usage = Usage.NONE;
    private long costNanos = -1;
    private @Nullable String finishReason;
    private boolean finishKnown = true;
    private List<String> dropped = List.of();
    private List<String> guarded = List.of();
    private @Nullable CacheUse cacheUse;
    private long savedNanos = -1;
    private DecisionRecord.@Nullable Rated rated;
    private @Nullable Runnable onCancel;
    private @Nullable UnaryOperator<Runnable> instead;
    private @Nullable GatewayException cancelledBy;
    private Limits limits = Limits.NONE;
    private @Nullable Trace trace;

    /** What the limits of the policy say about one exchange; asked on its loop. Of itself it limits nothing. */
    public interface Limits extends AttemptPlan.Gate {
        Limits NONE = new Limits() {};

        /** The model that a limit has the request go to, whatever it asked for; null where none does. */
        default @Nullable String redirect() {
            return null;
        }

        /** The model that stands in where a limit held back a call to the chosen one; null where none was held back, or none is named. */
        default @Nullable String standIn() {
            return null;
        }

        /** Whether a limit would hold back a call to that deployment now. */
        default boolean holdsBack(String deploymentId) {
            return false;
        }

        /** The greatest share that is used of what the request's limits let be spent, 0 or more; NaN where none does. */
        default double spendUsed() {
            return Double.NaN;
        }

        /** What limits did to the request, in words for its record. */
        default List<String> remarks() {
            return List.of();
        }
    }

    /**
     * @param id request id, also the decision id: sent as {@code x-request-id}
     * @param nanoTime monotonic clock
     */
    public Exchange(String id, ApiRequest request, ScheduledExecutorService loop, LongSupplier nanoTime) {
        this.id = id;
        this.request = request;
        this.loop = loop;
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
    }

    public String id() {
        return id;
    }

    public ApiRequest request() {
        return request;
    }

    /** The request goes on with other texts; before it is routed. */
    public void edited(ApiRequest with) {
        request = with;
    }

    /** What guardrails found, in words for its record; tells all that is known so far, so that the latest counts. */
    public void guarded(List<String> remarks) {
        guarded = List.copyOf(remarks);
    }

    List<String> guarded() {
        return guarded;
    }

    public ScheduledExecutorService loop() {
        return loop;
    }

    /** Nanoseconds since the request was whole. */
    public long elapsedNanos() {
        return nanoTime.getAsLong() - startNanos;
    }

    public LongSupplier clock() {
        return nanoTime;
    }

    public long startNanos() {
        return startNanos;
    }

    /** The request is a rating, and was taken. */
    void rated(DecisionRecord.Rated taken) {
        rated = taken;
    }

    /** Null where the request is no rating. */
    DecisionRecord.@Nullable Rated rated() {
        return rated;
    }

    /** The client has left: ends the work under way, once. Called by the server on the loop. */
    public void cancel() {
        cancel(new GatewayException(ErrorKind.CLIENT_GONE, "the client closed its connection"));
    }

    /** Ends the work under way, once, with that failure; a client that is still there is told of it. Called by the server on the loop. */
    public void cancel(GatewayException why) {
        if (cancelledBy != null) {
            return;
        }
        cancelledBy = why;
        Runnable action = onCancel;
        onCancel = null;
        if (action != null) {
            action.run();
        }
    }

    public boolean cancelled() {
        return cancelledBy != null;
    }

    /** Why it was cancelled; only where it was. */
    public GatewayException cancelledBy() {
        GatewayException why = cancelledBy;
        if (why == null) {
            throw new IllegalStateException("exchange " + id + " was not cancelled");
        }
        return why;
    }

    /** What to do when the client leaves; runs at once where it already has. The latest one counts. */
    public void onCancel(Runnable action) {
        Runnable its = instead == null ? action : instead.apply(action);
        if (cancelledBy != null) {
            its.run();
        } else {
            onCancel = its;
        }
    }

    /**
     * Puts something else in the place of what is to be done when the client leaves, and of what will be: a request that waits for a place has another
     * thing to do then than one that is served. Does nothing where nothing is to be done, or the client has left.
     */
    public void instead(UnaryOperator<Runnable> change) {
        Runnable action = onCancel;
        if (action != null) {
            instead = change;
            onCancel = change.apply(action);
        }
    }

    /** A header of the reply ({@code x-gateway-…}); only before the reply starts. */
    public void replyHeader(String name, String value) {
        replyHeaders.add(name);
        replyHeaders.add(value);
    }

    /** A header whose value is a fixed-point number: {@code (name, 1234, 3)} is {@code 1.234}. */
    public void replyHeader(String name, long units, int places) {
        replyHeader(name, decimal(units, places));
    }

    /** Names and values in turn. */
    public List<String> replyHeaders() {
        return replyHeaders;
    }

    public Principal principal() {
        return principal;
    }

    public void principal(Principal who) {
        principal = who;
        stranger = false;
    }

    /** Nobody who may ask, unless a {@link #principal(Principal) principal} is found. */
    void stranger() {
        stranger = true;
    }

    /** Whether whoever asks may ask at all; also before anybody looked. */
    boolean known() {
        return !stranger;
    }

    /** The next policy of a rollout, where that one decides; null where the current one does. */
    public @Nullable DecidingPolicy decider() {
        return decider;
    }

    public void decider(DecidingPolicy policy) {
        decider = policy;
    }

    /** What is remembered of the conversation it goes on with; null where it is new, or none is remembered. */
    public @Nullable Conversation conversation() {
        return conversation;
    }

    public void goesOn(Conversation remembered) {
        conversation = remembered;
    }

    public @Nullable RoutingDecision decision() {
        return decision;
    }

    /** A decision is about to be made of that: it may come to none. */
    public void deciding(RoutingContext at) {
        context = at;
    }

    /**
     * The decision is made.
     *
     * @param at what it was made of, figures that are read no more among it
     */
    public void decided(RoutingDecision made, RoutingContext at, long nanos) {
        decision = made;
        context = at;
        decisionNanos = nanos;
        if (trace != null) {
            trace.decided(elapsedNanos());
        }
    }

    /** Deployments of the first model in the order in which they are to be tried. */
    public void balanced(List<Deployment> order) {
        balanced = order;
    }

    /** Deployments of the first model as they were balanced; none before they were. */
    public List<Deployment> balanced() {
        return balanced;
    }

    /** What the decision is made of; null before that is known. */
    public @Nullable RoutingContext context() {
        return context;
    }

    /** The random number of the decision; 0 before it was made. */
    public double draw() {
        return context == null ? 0 : context.draw();
    }

    /** Time spent in the router chain. */
    public long decisionNanos() {
        return decisionNanos;
    }

    public List<AttemptRecord> attempts() {
        return attempts;
    }

    /** Time so far that was not spent waiting for a provider: all but the attempts and the waits between them. */
    public long overheadNanos() {
        return elapsedNanos() - waitedNanos;
    }

    /** Notes a time that passed outside the gateway: an attempt from its start to its end, or a wait before the next. */
    public void waited(long nanos) {
        waitedNanos += nanos;
    }

    /** Model and deployment that answer; null before an attempt succeeded in giving output. */
    public @Nullable String model() {
        return model;
    }

    public @Nullable String deployment() {
        return deployment;
    }

    public void answeredBy(String byModel, String byDeployment) {
        model = byModel;
        deployment = byDeployment;
    }

    public Usage usage() {
        return usage;
    }

    public void usage(Usage latest) {
        usage = latest;
    }

    /** Nano-dollars; -1 where the price is not known or nothing was used. */
    public long costNanos() {
        return costNanos;
    }

    public void costNanos(long nanos) {
        costNanos = nanos;
    }

    /** Fields of the request that the provider that answers has no place for. */
    public List<String> dropped() {
        return dropped;
    }

    public void dropped(List<String> fields) {
        dropped = fields;
    }

    /** What a cache did for it; null where it had no part. */
    public @Nullable CacheUse cacheUse() {
        return cacheUse;
    }

    public void cacheUse(CacheUse use) {
        cacheUse = use;
    }

    /** Nano-dollars that the reply has cost when it was made, where it was not made for this exchange; -1 where that is unknown, or it was. */
    public long savedNanos() {
        return savedNanos;
    }

    public void savedNanos(long nanos) {
        savedNanos = nanos;
    }

    public @Nullable String finishReason() {
        return finishReason;
    }

    /** Whether the provider's table knows the word; true where there is none. */
    public boolean finishKnown() {
        return finishKnown;
    }

    public void finishReason(String reason, boolean known) {
        finishReason = reason;
        finishKnown = known;
    }

    /** A fixed-point number as text: {@code decimal(1234, 3)} is {@code 1.234}. */
    static String decimal(long units, int places) {
        String digits = Long.toString(Math.max(0, units));
        int whole = digits.length() - places;
        if (whole > 0) {
            return digits.substring(0, whole) + "." + digits.substring(whole);
        }
        return "0." + "0".repeat(-whole) + digits;
    }

    /** The trace that it is a part of; null where there is none. */
    public @Nullable Trace trace() {
        return trace;
    }

    public void trace(Trace its) {
        trace = its;
    }

    public Limits limits() {
        return limits;
    }

    public void limits(Limits its) {
        limits = its;
    }

    /** The name that is decided about: the request's, unless a limit has it go elsewhere. */
    public String asked() {
        String redirect = limits.redirect();
        return redirect == null ? request.facts().model() : redirect;
    }
}
