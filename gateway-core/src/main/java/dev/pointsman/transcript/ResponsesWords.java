package dev.pointsman.transcript;

import static dev.pointsman.transcript.ReplyWords.text;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's Responses: each item of the output is a piece; a call of a function is {@code name {"arguments"}}. A stream tells each text in parts and
 * then whole, more than once: the parts count. Reasoning is no part of it.
 */
final class ResponsesWords implements ReplyWords {
    private static final byte[] OUTPUT = JsonText.ascii("output");
    private static final byte[] TYPE = JsonText.ascii("type");
    private static final byte[] INDEX = JsonText.ascii("output_index");
    private static final byte[] DELTA = JsonText.ascii("delta");
    private static final byte[] ITEM = JsonText.ascii("item");
    private static final byte[] NAME = JsonText.ascii("name");
    private static final byte[] ARGUMENTS = JsonText.ascii("arguments");
    private static final byte[] CONTENT = JsonText.ascii("content");
    private static final byte[] TEXT = JsonText.ascii("text");
    private static final byte[] REFUSAL = JsonText.ascii("refusal");
    private static final byte[] ADDED = JsonText.ascii("response.output_item.added");
    private static final byte[] REASONING = JsonText.ascii("reasoning");
    private static final byte[][] PARTS = {
        JsonText.ascii("response.output_text.delta"),
        JsonText.ascii("response.refusal.delta"),
        JsonText.ascii("response.function_call_arguments.delta")
    };

    @Override
    public void whole(JsonCursor cursor, byte[] bytes, Gathered into) {
        if (cursor.peek() != '{') {
            return;
        }
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.peek() == '[' && cursor.nameIs(OUTPUT)) {
                int place = 0;
                cursor.beginArray();
                while (cursor.nextElement()) {
                    item(cursor, bytes, into, place++);
                }
            } else {
                cursor.skipValue();
            }
        }
    }

    private static void item(JsonCursor cursor, byte[] bytes, Gathered into, int piece) {
        if (cursor.peek() != '{') {
            cursor.skipValue();
            return;
        }
        boolean reasoning = false;
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '"' && cursor.nameIs(TYPE)) {
                cursor.skipString();
                reasoning = cursor.textIs(REASONING);
            } else if (first == '[' && cursor.nameIs(CONTENT) && !reasoning) {
                cursor.beginArray();
                while (cursor.nextElement()) {
                    part(cursor, bytes, into, piece);
                }
            } else if (cursor.nameIs(NAME)) {
                into.add(piece, text(cursor, bytes) + " ");
            } else if (cursor.nameIs(ARGUMENTS)) {
                into.add(piece, text(cursor, bytes));
            } else {
                cursor.skipValue();
            }
        }
    }

    private static void part(JsonCursor cursor, byte[] bytes, Gathered into, int piece) {
        if (cursor.peek() != '{') {
            cursor.skipValue();
            return;
        }
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.nameIs(TEXT) || cursor.nameIs(REFUSAL)) {
                into.add(piece, text(cursor, bytes));
            } else {
                cursor.skipValue();
            }
        }
    }

    @Override
    public void event(JsonCursor cursor, byte[] bytes, Gathered into) {
        if (cursor.peek() != '{') {
            return;
        }
        boolean part = false;
        boolean added = false;
        int piece = 0;
        String delta = "";
        String name = null;
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '"' && cursor.nameIs(TYPE)) {
                cursor.skipString();
                part = isPart(cursor);
                added = cursor.textIs(ADDED);
            } else if (cursor.nameIs(INDEX)) {
                piece = (int) cursor.count(0);
            } else if (first == '"' && cursor.nameIs(DELTA)) {
                delta = text(cursor, bytes);
            } else if (first == '{' && cursor.nameIs(ITEM)) {
                name = name(cursor, bytes);
            } else {
                cursor.skipValue();
            }
        }
        if (part) {
            into.add(piece, delta);
        } else if (added && name != null) {
            into.add(piece, name + " ");
        }
    }

    private static boolean isPart(JsonCursor cursor) {
        for (byte[] each : PARTS) {
            if (cursor.textIs(each)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String name(JsonCursor cursor, byte[] bytes) {
        String name = null;
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.peek() == '"' && cursor.nameIs(NAME)) {
                name = text(cursor, bytes);
            } else {
                cursor.skipValue();
            }
        }
        return name;
    }
}
