package dev.pointsman.recorded;

import dev.pointsman.access.Principal;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.RequestFacts;
import dev.pointsman.api.json.JsonWriter;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.ledger.DecisionRecord;
import dev.pointsman.routing.ExpectedCost;
import dev.pointsman.routing.Refused;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.facts.BlockedNow;
import dev.pointsman.routing.facts.Conversation;
import dev.pointsman.routing.facts.LiveFigures;
import dev.pointsman.routing.facts.SignalReadings;
import dev.pointsman.routing.facts.TextHits;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A decision on its way to the ledger: references to what is immutable, copies of what is the request's own, and nothing that holds its body.
 * Made and written on the loop when the request has ended; written again by whoever shows the record.
 */
public final class Captured implements DecisionRecord.Detail {
    private final Watched watched;
    private final Principal who;
    private final Endpoint endpoint;
    private final RequestFacts facts;
    private final String asked;
    private final Map<String, String> headers;
    private final int bodyBytes;
    private final Instant at;
    private final double draw;
    private final SignalReadings signals;
    private final List<String> blocked;
    private final @Nullable Lacks lacks;
    private final LiveFigures live;
    private final @Nullable Conversation conversation;
    private final @Nullable RoutingDecision decision;
    private final @Nullable String refusal;
    private final @Nullable TextHits text;
    private final List<Deployment> order;
    private final List<String> limits;

    /** Of a request that no limit had a part in. */
    public Captured(
            Watched watched,
            Principal who,
            RoutingContext context,
            @Nullable RoutingDecision decision,
            @Nullable GatewayException refusal,
            List<Deployment> order) {
        this(watched, who, context, decision, refusal, order, List.of());
    }

    /**
     * Of a decision that was made, or was not.
     *
     * @param decision null where the request was refused
     * @param refusal the answer in its place; it knows how far the decision had come where a rule refused
     * @param order deployments of the first model as they were balanced; none where they were not
     * @param limits what limits did to the request, in words
     */
    public Captured(
            Watched watched,
            Principal who,
            RoutingContext context,
            @Nullable RoutingDecision decision,
            @Nullable GatewayException refusal,
            List<Deployment> order,
            List<String> limits) {
        this.watched = watched;
        this.who = who;
        this.endpoint = context.request().endpoint();
        this.facts = context.request().facts();
        this.headers = watched.of(context.request().headers());
        this.bodyBytes = context.request().bodyBytes();
        this.at = context.at();
        this.draw = context.draw();
        this.signals = context.signals().readings();
        this.blocked = context.blocked() instanceof BlockedNow asked ? asked.found() : List.of();
        Map<String, String> special = context.eligible().found();
        this.lacks =
                special == null ? null : new Lacks(special, context.eligible().param());
        this.live = context.live().settled(); // a record outlives its request
        this.conversation = context.conversation();
        this.decision = decision == null ? null : decision.kept();
        this.refusal = refusal == null ? null : refusal.text();
        this.text = decision != null ? decision.text() : textOf(refusal);
        this.order = order;
        this.limits = limits;
        this.asked = context.asked();
    }

    private static @Nullable TextHits textOf(@Nullable GatewayException refusal) {
        return refusal != null && refusal.getCause() instanceof Refused refused
                ? refused.decision().text()
                : null;
    }

    @Override
    public void write(JsonWriter json) {
        RecordWriter writer = new RecordWriter(json);
        json.field("at", at.toEpochMilli());
        writer.facts(facts, bodyBytes, watched.user() ? facts.user() : null, watched.of(facts.metadata()));
        writer.texts("headers", headers);
        if (who.models() != null) {
            json.field("allowed", who.models());
        }
        if (!who.traits().tags().isEmpty()) {
            json.field("key_tags", who.traits().tags());
        }
        if (!who.traits().fallback()) {
            json.field("key_fallback", false);
        }
        writer.signals(signals);
        writer.some("blocked", blocked);
        writer.lacks(lacks);
        List<LiveFigures.Reading> readings = live.readings();
        writer.live(readings);
        writer.conversation(conversation);
        writer.found(text);
        if (decision != null) {
            writer.choice(decision);
        }
        json.fieldIfAny("refusal", refusal);
        if (!order.isEmpty()) {
            json.name("order");
            writer.ids(order);
        }
        long expected = expectedCostNanos(readings);
        if (expected >= 0) {
            json.field("expected_cost_nano_usd", expected);
        }
        writer.some("limits", limits);
    }

    /** What was looked at. */
    public RecordedRequest request() {
        RequestDraft draft = new RequestDraft(new RecordedRequest(
                endpoint,
                facts,
                headers,
                bodyBytes,
                asked,
                who.key(),
                who.team(),
                who.models(),
                Instant.ofEpochMilli(at.toEpochMilli()),
                draw,
                signals,
                blocked,
                lacks,
                live.readings(),
                conversation,
                text,
                who.traits()));
        draft.user = watched.user() ? facts.user() : null;
        draft.metadata = watched.of(facts.metadata());
        return draft.request();
    }

    /** Where nobody looked at the length of the prompt, nothing is expected of its cost. */
    private long expectedCostNanos(List<LiveFigures.Reading> readings) {
        Deployment first = first();
        if (first == null || decision == null || signals.anyTokens() < 0) {
            return -1;
        }
        RoutingContext recorded = new RoutingContext(
                ApiRequest.recorded(endpoint, facts, Headers.NONE, bodyBytes),
                facts.model(),
                new RecordedSignals(signals),
                at,
                draw,
                who.key(),
                who.team(),
                who::mayUse,
                id -> false,
                id -> null,
                LiveFigures.recorded(readings),
                conversation,
                null,
                who.traits());
        return ExpectedCost.nanos(decision.candidates().get(0).model(), first, recorded);
    }

    private @Nullable Deployment first() {
        if (!order.isEmpty()) {
            return order.get(0);
        }
        return decision == null || decision.candidates().isEmpty()
                ? null
                : decision.candidates().get(0).deployments().get(0);
    }
}
