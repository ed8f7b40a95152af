package dev.pointsman.providers.openai.reply;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.chat.JsonBytes;

/**
 * A {@code content} that is a list of parts, as Mistral's reasoning models write it, taken apart into text and reasoning. References and what
 * else there may be are left out. Source: mistralai/client-ts, 2026-08.
 */
final class ContentParts {
    private static final byte[] TEXT = JsonText.ascii("text");
    private static final byte[] THINKING = JsonText.ascii("thinking");

    private final JsonBytes text = new JsonBytes();
    private final JsonBytes reasoning = new JsonBytes();

    /** Consumes the list the cursor is at; adds to what was read before. */
    void read(byte[] array, JsonCursor cursor) {
        list(array, cursor, text);
    }

    /** All text since the last time, as the contents of a JSON string. */
    byte[] text() {
        return text.take();
    }

    /** All reasoning since the last time, as the contents of a JSON string. */
    byte[] reasoning() {
        return reasoning.take();
    }

    private void list(byte[] array, JsonCursor cursor, JsonBytes out) {
        cursor.beginArray();
        while (cursor.nextElement()) {
            value(array, cursor, out);
        }
    }

    private void value(byte[] array, JsonCursor cursor, JsonBytes out) {
        int c = cursor.peek();
        if (c == '"') {
            cursor.skipString();
            out.add(array, cursor.textStart(), cursor.textEnd());
        } else if (c == '[') {
            list(array, cursor, out);
        } else if (c == '{') {
            part(array, cursor, out);
        } else {
            cursor.skipValue();
        }
    }

    private void part(byte[] array, JsonCursor cursor, JsonBytes out) {
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.nameIs(TEXT)) {
                value(array, cursor, out);
            } else if (cursor.nameIs(THINKING)) {
                value(array, cursor, reasoning);
            } else {
                cursor.skipValue();
            }
        }
    }
}
