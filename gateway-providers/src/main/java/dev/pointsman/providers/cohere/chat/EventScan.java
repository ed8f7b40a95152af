package dev.pointsman.providers.cohere.chat;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * What one event of a stream says; reused for event after event. Usage is kept over all of them, everything else is the last event's. Ranges are
 * those of the array that was read, string contents still escaped; empty where nothing was said.
 */
final class EventScan {
    /** The events of a stream; {@code UNKNOWN} is any that may come one day. */
    enum Type {
        CONTENT_DELTA,
        TOOL_CALL_DELTA,
        TOOL_PLAN_DELTA,
        CONTENT_START,
        CONTENT_END,
        TOOL_CALL_START,
        TOOL_CALL_END,
        CITATION_START,
        CITATION_END,
        MESSAGE_START,
        MESSAGE_END,
        DEBUG,
        ERROR,
        UNKNOWN
    }

    private static final Type[] ALL = Type.values();
    private static final byte[][] WORDS = {
        JsonText.ascii("content-delta"),
        JsonText.ascii("tool-call-delta"),
        JsonText.ascii("tool-plan-delta"),
        JsonText.ascii("content-start"),
        JsonText.ascii("content-end"),
        JsonText.ascii("tool-call-start"),
        JsonText.ascii("tool-call-end"),
        JsonText.ascii("citation-start"),
        JsonText.ascii("citation-end"),
        JsonText.ascii("message-start"),
        JsonText.ascii("message-end"),
        JsonText.ascii("debug"),
        JsonText.ascii("error")
    };
    private static final byte[] TYPE = JsonText.ascii("type");
    private static final byte[] INDEX = JsonText.ascii("index");
    private static final byte[] ID = JsonText.ascii("id");
    private static final byte[] DELTA = JsonText.ascii("delta");
    private static final byte[] MESSAGE = JsonText.ascii("message");
    private static final byte[] ERROR_FIELD = JsonText.ascii("error");
    private static final byte[] FINISH_REASON = JsonText.ascii("finish_reason");
    private static final byte[] USAGE = JsonText.ascii("usage");
    private static final byte[] LOGPROBS = JsonText.ascii("logprobs");

    private final JsonCursor cursor = new JsonCursor(new byte[0]);
    private final LogprobScan logprobScan = new LogprobScan();

    final MessageScan message = new MessageScan();
    final CohereUsage usage = new CohereUsage();
    Type type = Type.UNKNOWN;
    long index;
    String id = "";

    @Nullable
    String finishReason;

    @Nullable
    String error;

    /** One element of OpenAI's list; null where the event tells none. */
    byte @Nullable [] logprobs;

    /** Throws {@link JsonCursor.Malformed} for what is no JSON object. */
    void read(byte[] array, int from, int to) {
        type = Type.UNKNOWN;
        index = -1;
        finishReason = null;
        error = null;
        logprobs = null;
        message.clear();
        boolean failed = false;
        boolean spoken = false;
        boolean typed = false;
        cursor.reset(array, from, to);
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '"' && cursor.nameIs(TYPE)) {
                cursor.skipString();
                type = type();
                typed = true;
            } else if (first >= '0' && first <= '9' && cursor.nameIs(INDEX)) {
                index = cursor.number();
            } else if (first == '"' && cursor.nameIs(ID)) {
                id = cursor.string();
            } else if (first == '{' && cursor.nameIs(DELTA)) {
                delta();
            } else if (first == '{' && cursor.nameIs(LOGPROBS)) {
                logprobs = logprobScan.read(cursor);
            } else {
                failed |= first != 'n' && cursor.nameIs(ERROR_FIELD);
                spoken |= first == '"' && cursor.nameIs(MESSAGE);
                cursor.skipValue();
            }
        }
        cursor.finish();
        if (failed || (spoken && !typed)) {
            type = Type.ERROR;
        }
    }

    private Type type() {
        for (int i = 0; i < WORDS.length; i++) {
            if (cursor.textIs(WORDS[i])) {
                return ALL[i];
            }
        }
        return Type.UNKNOWN;
    }

    private void delta() {
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '{' && cursor.nameIs(MESSAGE)) {
                message.read(cursor);
            } else if (first == '"' && cursor.nameIs(FINISH_REASON)) {
                finishReason = cursor.string();
            } else if (first == '"' && cursor.nameIs(ERROR_FIELD)) {
                error = cursor.string();
            } else if (cursor.nameIs(USAGE)) {
                usage.read(cursor);
            } else {
                cursor.skipValue();
            }
        }
    }
}
