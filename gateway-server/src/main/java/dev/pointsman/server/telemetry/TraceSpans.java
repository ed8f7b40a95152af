package dev.pointsman.server.telemetry;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonWriter;
import dev.pointsman.ledger.DecisionRecord;
import dev.pointsman.tracing.Trace;
import dev.pointsman.tracing.TraceContext;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A record as spans: the request, below it the decision and each attempt. Tokens and texts stand at the attempt that answered, so that they are summed once; where
 * a kept reply answered, at the request.
 */
final class TraceSpans {
    private static final double NANOS = 1e9;
    private static final int MOST = 32;
    private static final int LONGEST = 300;
    private static final int SERVER_ERRORS = 500;
    private static final int OK = 200;
    /** Of the decision's span, which nothing outside refers to: the request's with its bits turned. */
    private static final long TURNED = 0x5bd1e9955bd1e995L;

    private static final Map<String, String> PATHS =
            Stream.of(Endpoint.values()).collect(Collectors.toMap(Endpoint::word, Endpoint::path));

    private final Span.Origin origin;

    TraceSpans(Span.Origin origin) {
        this.origin = origin;
    }

    /** Adds the spans of a record; none where it is of no kept trace. */
    void add(DecisionRecord record, List<SpanData> spans) {
        DecisionRecord.Traced traced = record.traced();
        if (traced == null || !traced.trace().sampled()) {
            return;
        }
        Trace trace = traced.trace();
        List<DecisionRecord.Attempt> attempts = record.attempts();
        spans.add(request(record, trace, attempts.isEmpty() ? traced.content() : null));
        if (trace.decidedNanos() >= 0) {
            spans.add(decision(record, trace));
        }
        for (int i = 0; i < attempts.size(); i++) {
            spans.add(attempt(record, traced, i));
        }
    }

    private Span request(DecisionRecord record, Trace trace, DecisionRecord.@Nullable Text content) {
        DecisionRecord.Route route = record.route();
        DecisionRecord.Outcome outcome = record.outcome();
        boolean complete = outcome.end().equals("complete");
        String method = route.endpoint().equals(Endpoint.MODELS.word()) ? "GET" : "POST";
        AttributesBuilder attributes = Attributes.builder()
                .put(GenAi.METHOD, method)
                .put(GenAi.ROUTE, path(route.endpoint()))
                .put(GenAi.STATUS, (long) outcome.status())
                .put(GenAi.OPERATION, operation(route.endpoint()))
                .put(GenAi.REQUEST_MODEL, route.asked())
                .put(GenAi.STREAM, route.stream())
                .put(GenAi.DECISION, record.id())
                .put(GenAi.POLICY, record.policy())
                .put(GenAi.KEY, route.key())
                .put(GenAi.TEAM, route.team())
                .put(GenAi.RULE, route.rule())
                .put(GenAi.MODEL, outcome.model())
                .put(GenAi.DEPLOYMENT, outcome.deployment())
                .put(GenAi.ATTEMPTS, (long) record.attempts().size())
                .put(
                        GenAi.CACHE,
                        record.cached() == null ? null : record.cached().use())
                .put(GenAi.ERROR, complete ? null : outcome.end())
                .put(GenAi.OVERHEAD, record.timing().overheadNanos() / NANOS);
        if (outcome.costNanos() >= 0) {
            attributes.put(GenAi.COST, outcome.costNanos() / NANOS);
        }
        content(attributes, content, outcome.finishReason());
        boolean broken = !complete && outcome.status() == OK && !outcome.end().equals("client_gone");
        SpanContext parent = trace.parentSpan() == 0
                ? SpanContext.getInvalid()
                : SpanContext.createFromRemoteParent(
                        trace.id(),
                        TraceContext.hex(trace.parentSpan()),
                        TraceFlags.getSampled(),
                        TraceState.getDefault());
        return new Span(
                method + " " + path(route.endpoint()),
                SpanKind.SERVER,
                context(trace, trace.span()),
                parent,
                trace.startEpochNanos(),
                trace.startEpochNanos() + record.timing().totalNanos(),
                outcome.status() >= SERVER_ERRORS || broken,
                attributes.build(),
                origin);
    }

    private Span decision(DecisionRecord record, Trace trace) {
        DecisionRecord.Route route = record.route();
        List<DecisionRecord.Choice> candidates = route.candidates();
        AttributesBuilder attributes = Attributes.builder()
                .put(GenAi.RULE, route.rule())
                .put(
                        GenAi.CANDIDATES,
                        candidates.stream()
                                .limit(MOST)
                                .map(DecisionRecord.Choice::model)
                                .toList())
                .put(
                        GenAi.REASONS,
                        route.reasons().stream()
                                .limit(MOST)
                                .map(reason -> reason.length() > LONGEST ? reason.substring(0, LONGEST) : reason)
                                .toList());
        if (candidates.stream().anyMatch(choice -> !Double.isNaN(choice.score()))) {
            attributes.put(
                    GenAi.SCORES,
                    candidates.stream()
                            .limit(MOST)
                            .map(DecisionRecord.Choice::score)
                            .toList());
        }
        long end = trace.startEpochNanos() + trace.decidedNanos();
        return new Span(
                "decision",
                SpanKind.INTERNAL,
                context(trace, trace.span() ^ TURNED),
                context(trace, trace.span()),
                Math.max(trace.startEpochNanos(), end - record.timing().decisionNanos()),
                end,
                false,
                attributes.build(),
                origin);
    }

    private Span attempt(DecisionRecord record, DecisionRecord.Traced traced, int index) {
        Trace trace = traced.trace();
        DecisionRecord.Attempt attempt = record.attempts().get(index);
        DecisionRecord.Outcome outcome = record.outcome();
        String deployment = attempt.deployment();
        int slash = deployment.indexOf('/');
        String operation = operation(record.route().endpoint());
        String model = deployment.substring(slash + 1);
        AttributesBuilder attributes = Attributes.builder()
                .put(GenAi.OPERATION, operation)
                .put(GenAi.PROVIDER, slash < 0 ? deployment : deployment.substring(0, slash))
                .put(GenAi.REQUEST_MODEL, model)
                .put(GenAi.STREAM, record.route().stream())
                .put(GenAi.MODEL, attempt.model())
                .put(GenAi.DEPLOYMENT, deployment)
                .put(GenAi.ERROR, attempt.error())
                .put(GenAi.PROVIDER_REQUEST, attempt.requestId());
        if (attempt.status() > 0) {
            attributes.put(GenAi.STATUS, (long) attempt.status());
        }
        if (attempt.firstOutputNanos() >= 0) {
            attributes.put(GenAi.FIRST_CHUNK, (attempt.firstOutputNanos() - attempt.startNanos()) / NANOS);
        }
        if (index == record.attempts().size() - 1) {
            if (deployment.equals(outcome.deployment())) {
                answer(attributes, record.usage(), outcome.finishReason());
            }
            content(attributes, traced.content(), outcome.finishReason());
        }
        return new Span(
                operation + " " + model,
                SpanKind.CLIENT,
                context(trace, trace.call(index)),
                context(trace, trace.span()),
                trace.startEpochNanos() + attempt.startNanos(),
                trace.startEpochNanos() + attempt.endNanos(),
                attempt.error() != null && !attempt.error().equals("client_gone"),
                attributes.build(),
                origin);
    }

    private static void answer(AttributesBuilder attributes, Usage usage, @Nullable String finish) {
        if (finish != null) {
            attributes.put(GenAi.FINISH_REASONS, List.of(finish));
        }
        if (usage.isNone()) {
            return;
        }
        attributes.put(GenAi.INPUT, usage.prompt()).put(GenAi.OUTPUT, usage.completion());
        positive(attributes, GenAi.CACHE_READ, usage.cachedRead());
        positive(attributes, GenAi.CACHE_CREATION, usage.cacheWrite());
        positive(attributes, GenAi.REASONING, usage.reasoning());
    }

    private static void positive(AttributesBuilder attributes, AttributeKey<Long> key, long count) {
        if (count > 0) {
            attributes.put(key, count);
        }
    }

    private static void content(
            AttributesBuilder attributes, DecisionRecord.@Nullable Text content, @Nullable String finish) {
        if (content == null) {
            return;
        }
        if (content.prompt() != null) {
            attributes.put(GenAi.INPUT_MESSAGES, message("user", content.prompt(), null));
        }
        if (content.reply() != null) {
            attributes.put(GenAi.OUTPUT_MESSAGES, message("assistant", content.reply(), finish));
        }
    }

    private static String message(String role, String text, @Nullable String finish) {
        JsonWriter json = new JsonWriter(text.length() + 100);
        json.beginArray();
        json.beginObject();
        json.field("role", role);
        json.name("parts").beginArray();
        json.beginObject();
        json.field("type", "text");
        json.field("content", text);
        json.endObject();
        json.endArray();
        json.fieldIfAny("finish_reason", finish);
        json.endObject();
        json.endArray();
        return new String(json.buffer(), 0, json.length(), StandardCharsets.UTF_8);
    }

    private static SpanContext context(Trace trace, long span) {
        return SpanContext.create(trace.id(), TraceContext.hex(span), TraceFlags.getSampled(), TraceState.getDefault());
    }

    /** What the conventions call it; elsewhere the endpoint's own name. */
    private static String operation(String endpoint) {
        return switch (endpoint) {
            case "chat_completions", "responses", "messages" -> "chat";
            case "completions" -> "text_completion";
            default -> endpoint;
        };
    }

    private static String path(String endpoint) {
        return PATHS.getOrDefault(endpoint, endpoint);
    }
}
