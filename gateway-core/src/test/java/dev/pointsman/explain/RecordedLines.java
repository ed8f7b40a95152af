package dev.pointsman.explain;

import dev.pointsman.access.Principal;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.api.Usage;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.ledger.DecisionRecord;
import dev.pointsman.ledger.RecordLine;
import dev.pointsman.policy.Policy;
import dev.pointsman.recorded.Captured;
import dev.pointsman.recorded.Watched;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.facts.BlockedNow;
import dev.pointsman.routing.facts.KeyTraits;
import dev.pointsman.routing.facts.LiveFigures;
import dev.pointsman.signal.PromptSignals;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Ledger lines of answered chats, one a second: they cost half as much again as {@code in} alone says, and {@code large} takes 900 ms, others 100. */
public final class RecordedLines {
    /** When the first came. */
    public static final long AT = 1_790_000_000_000L;

    private RecordedLines() {}

    /** The line of the request number {@code i}. */
    public static String line(Policy policy, int i, String text) {
        return RecordLine.of(record(policy, i, text));
    }

    /** The same, decided with that random number. */
    public static String line(Policy policy, int i, String text, double draw) {
        return RecordLine.of(record(policy, i, text, draw));
    }

    /** The same as the ledger gets it. */
    public static DecisionRecord record(Policy policy, int i, String text) {
        return record(policy, i, text, 0.5);
    }

    private static DecisionRecord record(Policy policy, int i, String text, double draw) {
        RoutingContext context = context(policy, i, text, draw);
        RoutingDecision decision = policy.routerChain().route(context);
        context.signals().inputTokens();
        return record(policy, i, context, decision);
    }

    private static RoutingContext context(Policy policy, int i, String text, double draw) {
        ObjectNode body = JsonMapper.shared().createObjectNode().put("model", "auto");
        body.withArray("messages").addObject().put("role", "user").put("content", text);
        ApiRequest request = ApiRequest.parse(
                Endpoint.CHAT_COMPLETIONS,
                "/v1/chat/completions",
                Headers.NONE,
                body.toString().getBytes(StandardCharsets.UTF_8));
        return new RoutingContext(
                request,
                "auto",
                new PromptSignals(request),
                Instant.ofEpochMilli(AT + i * 1_000L),
                draw,
                "anonymous",
                null,
                name -> true,
                new BlockedNow(id -> false),
                policy.serving().of(request),
                LiveFigures.none(),
                null,
                null,
                KeyTraits.NONE);
    }

    private static DecisionRecord record(Policy policy, int i, RoutingContext context, RoutingDecision decision) {
        Deployment first = decision.candidates().get(0).deployments().get(0);
        String model = decision.candidates().get(0).model().name();
        Usage usage = new Usage(context.signals().inputTokens() + 7, 0, 0, 100 + i % 50, 0);
        return new DecisionRecord(
                "req_" + i,
                AT + i * 1_000L,
                policy.digest().substring(0, 12),
                new DecisionRecord.Route(
                        "chat_completions",
                        false,
                        "anonymous",
                        null,
                        "auto",
                        decision.rule(),
                        context.draw(),
                        decision.candidates().stream()
                                .map(each ->
                                        new DecisionRecord.Choice(each.model().name(), each.score()))
                                .toList(),
                        decision.reasons().stream().map(Object::toString).toList()),
                List.of(),
                usage,
                new DecisionRecord.Outcome(
                        200,
                        "complete",
                        model,
                        first.id(),
                        "stop",
                        Objects.requireNonNull(first.price()).cost(usage),
                        List.of()),
                new DecisionRecord.Timing(
                        1_000, model.equals("large") ? 900_000_000 : 100_000_000, 2_000, 1_000_000_000),
                new Captured(
                        Watched.of(policy.rules().sources()),
                        Principal.ANONYMOUS,
                        context,
                        decision,
                        null,
                        List.of(first)));
    }
}
