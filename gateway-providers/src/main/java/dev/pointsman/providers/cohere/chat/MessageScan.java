package dev.pointsman.providers.cohere.chat;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code message} of one event says: one piece of one thing. Reused; ranges are those of the cursor's array, string contents still
 * escaped, both ends the same where nothing was said.
 */
final class MessageScan {
    private static final byte[] CONTENT = JsonText.ascii("content");
    private static final byte[] TEXT = JsonText.ascii("text");
    private static final byte[] THINKING = JsonText.ascii("thinking");
    private static final byte[] PLAN = JsonText.ascii("tool_plan");
    private static final byte[] CALLS = JsonText.ascii("tool_calls");
    private static final byte[] ID = JsonText.ascii("id");
    private static final byte[] FUNCTION = JsonText.ascii("function");
    private static final byte[] NAME = JsonText.ascii("name");
    private static final byte[] ARGUMENTS = JsonText.ascii("arguments");
    private static final byte[] CITATIONS = JsonText.ascii("citations");

    int textFrom;
    int textTo;
    /** Thinking, or the plan of what tools to call. */
    int reasoningFrom;

    int reasoningTo;
    int argumentsFrom;
    int argumentsTo;
    /** Arguments came as an object rather than a string: the range is that of its JSON. */
    boolean argumentsObject;

    int citationFrom;
    int citationTo;

    @Nullable
    String callId;

    @Nullable
    String callName;

    void clear() {
        textFrom = 0;
        textTo = 0;
        reasoningFrom = 0;
        reasoningTo = 0;
        argumentsFrom = 0;
        argumentsTo = 0;
        argumentsObject = false;
        citationFrom = 0;
        citationTo = 0;
        callId = null;
        callName = null;
    }

    /** Consumes the object the cursor is at. */
    void read(JsonCursor cursor) {
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '{' && cursor.nameIs(CONTENT)) {
                block(cursor);
            } else if (first == '"' && cursor.nameIs(PLAN)) {
                reasoning(cursor);
            } else if (first == '{' && cursor.nameIs(CALLS)) {
                call(cursor);
            } else if (first == '{' && cursor.nameIs(CITATIONS)) {
                citationFrom = cursor.offset();
                cursor.skipValue();
                citationTo = cursor.offset();
            } else {
                cursor.skipValue();
            }
        }
    }

    /** One block of content, or a piece of one. */
    void block(JsonCursor cursor) {
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '"' && cursor.nameIs(TEXT)) {
                cursor.skipString();
                textFrom = cursor.textStart();
                textTo = cursor.textEnd();
            } else if (first == '"' && cursor.nameIs(THINKING)) {
                reasoning(cursor);
            } else {
                cursor.skipValue();
            }
        }
    }

    /** One call, or a piece of one. */
    void call(JsonCursor cursor) {
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '"' && cursor.nameIs(ID)) {
                callId = cursor.string();
            } else if (first == '{' && cursor.nameIs(FUNCTION)) {
                function(cursor);
            } else {
                cursor.skipValue();
            }
        }
    }

    private void function(JsonCursor cursor) {
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '"' && cursor.nameIs(NAME)) {
                callName = cursor.string();
            } else if (first == '"' && cursor.nameIs(ARGUMENTS)) {
                cursor.skipString();
                argumentsFrom = cursor.textStart();
                argumentsTo = cursor.textEnd();
            } else if (first == '{' && cursor.nameIs(ARGUMENTS)) {
                argumentsObject = true;
                argumentsFrom = cursor.offset();
                cursor.skipValue();
                argumentsTo = cursor.offset();
            } else {
                cursor.skipValue();
            }
        }
    }

    private void reasoning(JsonCursor cursor) {
        cursor.skipString();
        reasoningFrom = cursor.textStart();
        reasoningTo = cursor.textEnd();
    }

    /** The arguments as JSON text of an object where the model wrote one; {@code {}} where it wrote none. */
    String arguments(byte[] array) {
        String said = argumentsObject
                ? new String(array, argumentsFrom, argumentsTo - argumentsFrom, StandardCharsets.UTF_8)
                : JsonText.unescape(array, argumentsFrom, argumentsTo);
        return unwrapped(said, true);
    }

    private static String unwrapped(String said, boolean again) {
        String text = said.strip();
        if (text.isEmpty() || text.equals("null")) {
            return "{}";
        }
        if (!again || !text.startsWith("\"")) {
            return text;
        }
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        JsonCursor cursor = new JsonCursor(json);
        try {
            String inner = cursor.string();
            cursor.finish();
            return unwrapped(inner, false);
        } catch (JsonCursor.Malformed broken) {
            return text;
        }
    }
}
