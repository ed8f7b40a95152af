package dev.pointsman.ledger;

import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** Decision records as JSON lines. Times in milliseconds with three places, money in nano-dollars. */
final class DecisionJson {
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .rootValueSeparator("\n")
            .build();

    /** Of a line; lines of 1 had no field that says so, and no {@code decision}. */
    private static final int VERSION = 2;

    private DecisionJson() {}

    static void write(List<DecisionRecord> records, OutputStream out) {
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            for (DecisionRecord record : records) {
                write(record, json);
            }
            json.writeRaw('\n');
        }
    }

    private static void write(DecisionRecord record, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("id", record.id());
        json.writeNumberProperty("at", record.atMillis());
        json.writeNumberProperty("v", VERSION);
        json.writeStringProperty("policy", record.policy());
        route(json, record.route());
        json.writeArrayPropertyStart("attempts");
        for (DecisionRecord.Attempt attempt : record.attempts()) {
            attempt(json, attempt);
        }
        json.writeEndArray();
        usage(json, record);
        outcome(json, record.outcome());
        timing(json, record.timing());
        cached(json, record.cached());
        DecisionRecord.Detail detail = record.detail();
        if (detail != null) {
            json.writeObjectPropertyStart("decision");
            detail.write(json);
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void route(JsonGenerator json, DecisionRecord.Route route) {
        json.writeStringProperty("endpoint", route.endpoint());
        json.writeBooleanProperty("stream", route.stream());
        json.writeStringProperty("key", route.key());
        text(json, "team", route.team());
        json.writeStringProperty("asked", route.asked());
        text(json, "rule", route.rule());
        json.writeNumberProperty("draw", route.draw());
        json.writeArrayPropertyStart("candidates");
        for (DecisionRecord.Choice choice : route.candidates()) {
            json.writeStartObject();
            json.writeStringProperty("model", choice.model());
            if (!Double.isNaN(choice.score())) {
                json.writeNumberProperty("score", choice.score());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("reasons");
        for (String reason : route.reasons()) {
            json.writeString(reason);
        }
        json.writeEndArray();
    }

    private static void attempt(JsonGenerator json, DecisionRecord.Attempt attempt) {
        json.writeStartObject();
        json.writeStringProperty("model", attempt.model());
        json.writeStringProperty("deployment", attempt.deployment());
        millis(json, "start_ms", attempt.startNanos());
        millis(json, "first_byte_ms", attempt.firstByteNanos());
        millis(json, "first_output_ms", attempt.firstOutputNanos());
        millis(json, "end_ms", attempt.endNanos());
        json.writeNumberProperty("status", attempt.status());
        text(json, "error", attempt.error());
        json.writeEndObject();
    }

    private static void usage(JsonGenerator json, DecisionRecord record) {
        json.writeObjectPropertyStart("usage");
        json.writeNumberProperty("input", record.usage().input());
        json.writeNumberProperty("cached", record.usage().cachedRead());
        json.writeNumberProperty("cache_write", record.usage().cacheWrite());
        json.writeNumberProperty("output", record.usage().output());
        json.writeNumberProperty("reasoning", record.usage().reasoning());
        json.writeEndObject();
    }

    private static void outcome(JsonGenerator json, DecisionRecord.Outcome outcome) {
        json.writeNumberProperty("status", outcome.status());
        json.writeStringProperty("end", outcome.end());
        text(json, "model", outcome.model());
        text(json, "deployment", outcome.deployment());
        text(json, "finish_reason", outcome.finishReason());
        if (outcome.costNanos() >= 0) {
            json.writeNumberProperty("cost_nano_usd", outcome.costNanos());
        }
        if (!outcome.dropped().isEmpty()) {
            json.writeArrayPropertyStart("dropped");
            for (String field : outcome.dropped()) {
                json.writeString(field);
            }
            json.writeEndArray();
        }
    }

    private static void timing(JsonGenerator json, DecisionRecord.Timing timing) {
        millis(json, "decision_ms", timing.decisionNanos());
        millis(json, "first_output_ms", timing.firstOutputNanos());
        millis(json, "overhead_ms", timing.overheadNanos());
        millis(json, "total_ms", timing.totalNanos());
    }

    private static void cached(JsonGenerator json, DecisionRecord.@Nullable Cached cached) {
        if (cached != null) {
            json.writeStringProperty("cache", cached.use());
            if (cached.savedNanos() >= 0) {
                json.writeNumberProperty("saved_nano_usd", cached.savedNanos());
            }
        }
    }

    private static void text(JsonGenerator json, String name, @Nullable String value) {
        if (value != null) {
            json.writeStringProperty(name, value);
        }
    }

    private static void millis(JsonGenerator json, String name, long nanos) {
        if (nanos >= 0) {
            json.writeNumberProperty(name, Math.rint(nanos / 1e3) / 1e3);
        }
    }
}
