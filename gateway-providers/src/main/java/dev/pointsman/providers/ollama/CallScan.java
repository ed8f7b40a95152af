package dev.pointsman.providers.ollama;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.lists.WholeReply;
import java.nio.charset.StandardCharsets;

/** Reads {@code tool_calls}: each whole, its arguments an object (or, from some builds, a text that holds one). */
final class CallScan {
    /** Told of each call in turn; {@code id} is "" where there is none, {@code arguments} a JSON object as text. */
    @FunctionalInterface
    interface Calls {
        void call(String id, String name, String arguments);
    }

    private static final byte[] ID = LineScan.ascii("id");
    private static final byte[] FUNCTION = LineScan.ascii("function");
    private static final byte[] NAME = LineScan.ascii("name");
    private static final byte[] ARGUMENTS = LineScan.ascii("arguments");
    private static final String NONE = "{}";

    private final byte[] array;
    private final JsonCursor cursor;
    private String id = "";
    private String name = "";
    private String arguments = NONE;

    private CallScan(byte[] array, int from, int to) {
        this.array = array;
        this.cursor = new JsonCursor(array, from, to);
    }

    /**
     * Of a JSON array already known to be well-formed.
     *
     * @throws dev.pointsman.api.GatewayException {@code UPSTREAM_ERROR} for a call without a name, or with arguments that are no object
     */
    static void read(byte[] array, int from, int to, Calls calls) {
        new CallScan(array, from, to).each(calls);
    }

    private void each(Calls calls) {
        cursor.beginArray();
        while (cursor.nextElement()) {
            id = "";
            name = "";
            arguments = NONE;
            if (cursor.peek() == '{') {
                call();
            } else {
                cursor.skipValue();
            }
            if (name.isEmpty()) {
                throw WholeReply.broken("the provider's tool call has no name");
            }
            calls.call(id, name, arguments);
        }
    }

    private void call() {
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '"' && cursor.nameIs(ID)) {
                id = cursor.string();
            } else if (first == '{' && cursor.nameIs(FUNCTION)) {
                function();
            } else {
                cursor.skipValue();
            }
        }
    }

    private void function() {
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '"' && cursor.nameIs(NAME)) {
                name = cursor.string();
            } else if (first != 'n' && cursor.nameIs(ARGUMENTS)) {
                arguments = object(first);
            } else {
                cursor.skipValue();
            }
        }
    }

    private String object(int first) {
        int start = cursor.offset();
        cursor.skipValue();
        String text = first == '"'
                ? unwrapped(JsonText.unescape(array, start + 1, cursor.offset() - 1))
                : new String(array, start, cursor.offset() - start, StandardCharsets.UTF_8);
        if (!text.startsWith("{")) {
            throw WholeReply.broken("the arguments of the provider's tool call are no object");
        }
        return text;
    }

    /** What a text that should hold an object holds; one that holds a text that holds it is unwrapped once more. */
    private static String unwrapped(String text) {
        String inner = text.strip();
        for (int depth = 0; depth < 2; depth++) {
            if (inner.isEmpty()) {
                return NONE;
            }
            byte[] bytes = inner.getBytes(StandardCharsets.UTF_8);
            JsonCursor nested = new JsonCursor(bytes);
            try {
                if (nested.peek() != '"') {
                    nested.skipValue();
                    nested.finish();
                    return inner;
                }
                inner = nested.string().strip();
                nested.finish();
            } catch (JsonCursor.Malformed notJson) {
                throw WholeReply.broken("the arguments of the provider's tool call are not JSON");
            }
        }
        return inner;
    }
}
