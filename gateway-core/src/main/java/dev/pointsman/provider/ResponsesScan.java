package dev.pointsman.provider;

import static dev.pointsman.api.json.JsonText.ascii;

import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import org.jspecify.annotations.Nullable;

/**
 * One pass over an event of OpenAI's Responses API, or over a whole response: what the gateway must know of it. One instance serves a whole
 * stream; results hold until the next read. Source: OpenAI's API reference 2.3.0 (2026-08).
 */
final class ResponsesScan {
    /** What an event means for the one who waits. */
    enum Kind {
        /** No output yet: the response, an item or a part has begun. */
        OPENING,
        OUTPUT,
        /** The response is over, and is an answer. */
        LAST,
        /** The response is over and says that it failed. */
        FAILED,
        /** An error in place of a response. */
        ERROR
    }

    private static final byte[] TYPE = ascii("type");
    private static final byte[] RESPONSE = ascii("response");
    private static final byte[] DELTA = ascii("delta");
    private static final byte[] ITEM = ascii("item");
    private static final byte[] ERROR = ascii("error");
    private static final byte[] MODEL = ascii("model");
    private static final byte[] STATUS = ascii("status");
    private static final byte[] USAGE = ascii("usage");
    private static final byte[] OUTPUT = ascii("output");
    private static final byte[] DETAILS = ascii("incomplete_details");
    private static final byte[] REASON = ascii("reason");
    private static final byte[] MESSAGE = ascii("message");
    private static final byte[] REASONING = ascii("reasoning");
    private static final String PREFIX = "response.";

    private final JsonCursor cursor = new JsonCursor(new byte[0]);

    /** Of the event; "" where it has none. */
    private String type = "";

    private boolean said;
    private boolean call;
    private boolean error;

    /** Range of the response's {@code model}; -1 where there is none. */
    int modelStart;

    int modelEnd;
    /** Range of the response's {@code output}; -1 where there is none. */
    int outputStart;

    int outputEnd;
    /** Range of the response's {@code error}; -1 where it has none, or null. */
    int errorStart;

    int errorEnd;
    /** Range of the event's {@code item}; -1 where there is none. */
    int itemStart;

    int itemEnd;

    @Nullable
    Usage usage;

    String status = "";
    /** Why the response is incomplete; "" where it does not say. */
    String reason = "";

    private void reset(byte[] array, int from, int to) {
        type = "";
        said = false;
        call = false;
        error = false;
        modelStart = -1;
        outputStart = -1;
        errorStart = -1;
        itemStart = -1;
        usage = null;
        status = "";
        reason = "";
        cursor.reset(array, from, to);
    }

    /**
     * Of an event's data.
     *
     * @throws JsonCursor.Malformed where it is not one JSON object
     */
    Kind event(byte[] array, int from, int to) {
        reset(array, from, to);
        cursor.beginObject();
        while (cursor.nextField()) {
            field();
        }
        cursor.finish();
        return kind();
    }

    private void field() {
        int c = cursor.peek();
        if (c == '"' && cursor.nameIs(TYPE)) {
            type = cursor.string();
        } else if (cursor.nameIs(DELTA)) {
            int start = cursor.offset();
            cursor.skipValue();
            said = cursor.offset() - start > 2;
        } else if (c == '{' && cursor.nameIs(RESPONSE)) {
            members();
        } else if (c == '{' && cursor.nameIs(ITEM)) {
            itemStart = cursor.offset();
            item();
            itemEnd = cursor.offset();
        } else {
            error |= c != 'n' && cursor.nameIs(ERROR);
            cursor.skipValue();
        }
    }

    /** Whether it is a call of any tool: everything but a message and reasoning is. */
    private void item() {
        call = true;
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.peek() == '"' && cursor.nameIs(TYPE)) {
                cursor.skipString();
                call = !cursor.textIs(MESSAGE) && !cursor.textIs(REASONING);
            } else {
                cursor.skipValue();
            }
        }
    }

    private Kind kind() {
        if (type.endsWith(".delta")) {
            return said ? Kind.OUTPUT : Kind.OPENING;
        }
        return switch (type) {
            case "response.created", "response.in_progress", "response.queued" -> Kind.OPENING;
            case "response.content_part.added", "response.reasoning_summary_part.added" -> Kind.OPENING;
            case "response.output_item.added" -> call ? Kind.OUTPUT : Kind.OPENING;
            case "response.completed", "response.incomplete", "response.cancelled" -> Kind.LAST;
            case "response.failed" -> Kind.FAILED;
            case "error" -> Kind.ERROR;
            default -> error ? Kind.ERROR : type.startsWith(PREFIX) ? Kind.OUTPUT : Kind.OPENING;
        };
    }

    /** Whether the event read tells an item that is done. */
    boolean itemDone() {
        return itemStart >= 0 && type.equals("response.output_item.done");
    }

    /**
     * Of a whole response; only its members are told then.
     *
     * @throws JsonCursor.Malformed where it is not one JSON object
     */
    void response(byte[] body) {
        reset(body, 0, body.length);
        members();
        cursor.finish();
    }

    private void members() {
        String tier = null;
        cursor.beginObject();
        while (cursor.nextField()) {
            int c = cursor.peek();
            if (c == '"' && cursor.nameIs(STATUS)) {
                status = cursor.string();
            } else if (UsageScan.isTier(cursor)) {
                tier = UsageScan.tier(cursor);
            } else if (c == '{' && cursor.nameIs(USAGE)) {
                usage = UsageScan.read(cursor);
            } else if (c == '{' && cursor.nameIs(DETAILS)) {
                details();
            } else {
                range(c);
            }
        }
        usage = usage == null ? null : usage.inTier(tier);
    }

    private void range(int first) {
        boolean model = first == '"' && cursor.nameIs(MODEL);
        boolean output = first == '[' && cursor.nameIs(OUTPUT);
        boolean failure = first != 'n' && cursor.nameIs(ERROR);
        int start = cursor.offset();
        cursor.skipValue();
        if (model) {
            modelStart = start;
            modelEnd = cursor.offset();
        } else if (output) {
            outputStart = start;
            outputEnd = cursor.offset();
        } else if (failure) {
            errorStart = start;
            errorEnd = cursor.offset();
        }
    }

    private void details() {
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.peek() == '"' && cursor.nameIs(REASON)) {
                reason = cursor.string();
            } else {
                cursor.skipValue();
            }
        }
    }

    /** Why the response ended, in its own word; "" where it tells none. */
    String finish() {
        return reason.isEmpty() ? status : reason;
    }
}
