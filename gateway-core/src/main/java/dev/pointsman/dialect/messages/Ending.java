package dev.pointsman.dialect.messages;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.provider.chat.JsonBytes;
import org.jspecify.annotations.Nullable;

/** How an answer ended, gathered while it comes and told in Anthropic's words. */
final class Ending {
    private final ApiRequest request;
    private String finish = "stop";
    private String raw = "";
    private boolean called;
    private boolean refused;
    private Usage usage = Usage.NONE;

    Ending(ApiRequest request) {
        this.request = request;
    }

    /** OpenAI's word. */
    void finished(String reason) {
        finish = reason;
    }

    /** The provider's own word, which may be Anthropic's. */
    void raw(String word) {
        raw = word;
    }

    /** A tool was called. */
    void called() {
        called = true;
    }

    /** The model refused in words. */
    void refused() {
        refused = true;
    }

    void usage(Usage latest) {
        usage = latest;
    }

    Usage usage() {
        return usage;
    }

    /** Writes {@code "stop_reason":…,"stop_sequence":…}. */
    void writeReason(JsonBytes out) {
        String reason = reason();
        String stop = reason.equals("stop_sequence") ? onlyStop() : null;
        out.add("\"stop_reason\":\"").add(reason).add("\",\"stop_sequence\":");
        if (stop == null) {
            out.add("null");
        } else {
            out.quote(stop);
        }
    }

    /** A call that was cut off is no call to make: a limit is told before it. */
    private String reason() {
        return switch (finish) {
            case "length" -> raw.equals("model_context_window_exceeded") ? raw : "max_tokens";
            case "content_filter" -> "refusal";
            default -> {
                if (called) {
                    yield "tool_use";
                }
                if (refused) {
                    yield "refusal";
                }
                yield raw.equals("stop_sequence") || raw.equals("pause_turn") ? raw : "end_turn";
            }
        };
    }

    /** The text that ended the answer, where only one was asked for. */
    private @Nullable String onlyStop() {
        int field = request.fields().indexOf("stop_sequences");
        if (field < 0) {
            return null;
        }
        JsonCursor cursor = new JsonCursor(
                request.body(), request.fields().start(field), request.fields().end(field));
        String only = null;
        int count = 0;
        if (cursor.peek() == '[') {
            cursor.beginArray();
            while (cursor.nextElement()) {
                if (cursor.peek() == '"') {
                    only = cursor.string();
                } else {
                    cursor.skipValue();
                }
                count++;
            }
        }
        return count == 1 ? only : null;
    }

    /** Writes the value of {@code usage}: input without what the cache gave or took, output with reasoning. */
    void writeUsage(JsonBytes out) {
        out.add("{\"input_tokens\":").add(usage.input());
        out.add(",\"cache_creation_input_tokens\":").add(usage.cacheWrite());
        out.add(",\"cache_read_input_tokens\":").add(usage.cachedRead());
        out.add(",\"output_tokens\":").add(usage.completion());
        if (usage.reasoning() > 0) {
            out.add(",\"output_tokens_details\":{\"thinking_tokens\":")
                    .add(usage.reasoning())
                    .add("}");
        }
        out.add("}");
    }
}
