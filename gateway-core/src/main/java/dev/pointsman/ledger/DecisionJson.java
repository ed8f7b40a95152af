package dev.pointsman.ledger;

import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A decision record as the line of JSON that it is kept as. Times in milliseconds with three places, money in nano-dollars. */
public final class DecisionJson {
    /** Of a line; lines of 1 had no field that says so, and no {@code decision}. */
    private static final int VERSION = 3;

    private DecisionJson() {}

    /** Writes one record, without the end of its line. */
    public static void write(DecisionRecord record, JsonWriter json) {
        json.beginObject();
        json.field("id", record.id());
        json.field("at", record.atMillis());
        json.field("v", VERSION);
        text(json, record.text());
        json.field("policy", record.policy());
        DecisionRecord.Traced traced = record.traced();
        json.fieldIfAny("trace", traced == null ? null : traced.trace().id());
        route(json, record.route());
        json.name("attempts").beginArray();
        List<DecisionRecord.Attempt> attempts = record.attempts();
        for (int i = 0; i < attempts.size(); i++) {
            attempt(json, attempts.get(i));
        }
        json.endArray();
        usage(json, record.usage());
        outcome(json, record.outcome());
        timing(json, record.timing());
        cached(json, record.cached());
        rated(json, record.rated());
        DecisionRecord.Detail detail = record.detail();
        if (detail != null) {
            json.name("decision").beginObject();
            detail.write(json);
            json.endObject();
        }
        json.endObject();
    }

    private static void route(JsonWriter json, DecisionRecord.Route route) {
        json.field("endpoint", route.endpoint());
        json.field("stream", route.stream());
        json.field("key", route.key());
        json.fieldIfAny("team", route.team());
        json.field("asked", route.asked());
        json.fieldIfAny("rule", route.rule());
        json.field("draw", route.draw());
        json.name("candidates").beginArray();
        List<DecisionRecord.Choice> candidates = route.candidates();
        for (int i = 0; i < candidates.size(); i++) {
            DecisionRecord.Choice choice = candidates.get(i);
            json.beginObject();
            json.field("model", choice.model());
            if (!Double.isNaN(choice.score())) {
                json.field("score", choice.score());
            }
            json.endObject();
        }
        json.endArray();
        json.field("reasons", route.reasons());
    }

    private static void attempt(JsonWriter json, DecisionRecord.Attempt attempt) {
        json.beginObject();
        json.field("model", attempt.model());
        json.field("deployment", attempt.deployment());
        json.millisField("start_ms", attempt.startNanos());
        json.millisField("first_byte_ms", attempt.firstByteNanos());
        json.millisField("first_output_ms", attempt.firstOutputNanos());
        json.millisField("end_ms", attempt.endNanos());
        json.field("status", attempt.status());
        json.fieldIfAny("error", attempt.error());
        json.fieldIfAny("request_id", attempt.requestId());
        json.endObject();
    }

    /** The usage of a record that was written; what it lacks is 0. */
    public static Usage usage(JsonNode record) {
        JsonNode usage = record.path("usage");
        return new Usage(
                        usage.path("input").asLong(0),
                        usage.path("cached").asLong(0),
                        usage.path("cache_write").asLong(0),
                        usage.path("output").asLong(0),
                        usage.path("reasoning").asLong(0))
                .with(new Usage.Dear(
                        usage.path("audio_in").asLong(0),
                        usage.path("audio_out").asLong(0),
                        usage.path("cache_write_1h").asLong(0),
                        usage.path("tier").asString(null)));
    }

    private static void usage(JsonWriter json, Usage usage) {
        json.name("usage").beginObject();
        json.field("input", usage.input());
        json.field("cached", usage.cachedRead());
        json.field("cache_write", usage.cacheWrite());
        json.field("output", usage.output());
        json.field("reasoning", usage.reasoning());
        if (!usage.dear().equals(Usage.Dear.NONE)) {
            json.field("audio_in", usage.dear().audioIn());
            json.field("audio_out", usage.dear().audioOut());
            json.field("cache_write_1h", usage.dear().hourWrite());
            json.fieldIfAny("tier", usage.dear().tier());
        }
        json.endObject();
    }

    private static void outcome(JsonWriter json, DecisionRecord.Outcome outcome) {
        json.field("status", outcome.status());
        json.field("end", outcome.end());
        json.fieldIfAny("model", outcome.model());
        json.fieldIfAny("deployment", outcome.deployment());
        json.fieldIfAny("finish_reason", outcome.finishReason());
        if (outcome.costNanos() >= 0) {
            json.field("cost_nano_usd", outcome.costNanos());
        }
        if (!outcome.dropped().isEmpty()) {
            json.field("dropped", outcome.dropped());
        }
    }

    private static void timing(JsonWriter json, DecisionRecord.Timing timing) {
        json.millisField("decision_ms", timing.decisionNanos());
        json.millisField("first_output_ms", timing.firstOutputNanos());
        json.millisField("overhead_ms", timing.overheadNanos());
        json.millisField("total_ms", timing.totalNanos());
    }

    private static void rated(JsonWriter json, DecisionRecord.@Nullable Rated rated) {
        if (rated != null) {
            json.name("feedback").beginObject();
            json.field("decision", rated.decision());
            json.field("model", rated.model());
            json.fieldIfAny("task", rated.task());
            json.field("score", rated.score());
            json.field("by", rated.by());
            json.fieldIfAny("compared_with", rated.comparedWith());
            json.endObject();
        }
    }

    /** From version 3 on right behind the version: whoever keeps texts elsewhere need not read on. */
    private static void text(JsonWriter json, DecisionRecord.@Nullable Text text) {
        if (text != null) {
            json.name("text").beginObject();
            json.fieldIfAny("prompt", text.prompt());
            json.fieldIfAny("reply", text.reply());
            json.endObject();
            asked(json, text);
        }
    }

    /** Where the prompt is more than the last user message, or less. */
    private static void asked(JsonWriter json, DecisionRecord.Text text) {
        String prompt = text.prompt();
        if (prompt != null && (text.askedFrom() > 0 || text.askedTo() < prompt.length())) {
            json.field("asked_from", text.askedFrom());
            json.field("asked_to", text.askedTo());
        }
    }

    /** The last user message of a record that was written; null where it is not kept. */
    public static @Nullable String asked(JsonNode record) {
        String prompt = record.path("text").path("prompt").asString(null);
        if (prompt == null || !record.has("asked_to")) {
            return prompt;
        }
        int from = record.path("asked_from").asInt(0);
        int to = record.path("asked_to").asInt(0);
        return from >= 0 && from < to && to <= prompt.length() ? prompt.substring(from, to) : null;
    }

    private static void cached(JsonWriter json, DecisionRecord.@Nullable Cached cached) {
        if (cached != null) {
            json.field("cache", cached.use());
            if (cached.savedNanos() >= 0) {
                json.field("saved_nano_usd", cached.savedNanos());
            }
        }
    }
}
