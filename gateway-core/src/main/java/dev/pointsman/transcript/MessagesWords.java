package dev.pointsman.transcript;

import static dev.pointsman.transcript.ReplyWords.text;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import java.nio.charset.StandardCharsets;

/** Anthropic's Messages: each block of text is a piece, and each use of a tool, as {@code name {"input"}}. Thinking is no part of it. */
final class MessagesWords implements ReplyWords {
    private static final byte[] CONTENT = JsonText.ascii("content");
    private static final byte[] INDEX = JsonText.ascii("index");
    private static final byte[] DELTA = JsonText.ascii("delta");
    private static final byte[] BLOCK = JsonText.ascii("content_block");
    private static final byte[] TEXT = JsonText.ascii("text");
    private static final byte[] JSON = JsonText.ascii("partial_json");
    private static final byte[] NAME = JsonText.ascii("name");
    private static final byte[] INPUT = JsonText.ascii("input");

    @Override
    public void whole(JsonCursor cursor, byte[] bytes, Gathered into) {
        if (cursor.peek() != '{') {
            return;
        }
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.peek() == '[' && cursor.nameIs(CONTENT)) {
                int place = 0;
                cursor.beginArray();
                while (cursor.nextElement()) {
                    block(cursor, bytes, into, place++, true);
                }
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
        int piece = 0;
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.nameIs(INDEX)) {
                piece = (int) cursor.count(0);
            } else if (cursor.nameIs(DELTA) || cursor.nameIs(BLOCK)) {
                block(cursor, bytes, into, piece, false);
            } else {
                cursor.skipValue();
            }
        }
    }

    /** @param whole its input is there; else that comes in parts, and what stands in its place is empty */
    private static void block(JsonCursor cursor, byte[] bytes, Gathered into, int piece, boolean whole) {
        if (cursor.peek() != '{') {
            cursor.skipValue();
            return;
        }
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.nameIs(TEXT) || cursor.nameIs(JSON)) {
                into.add(piece, text(cursor, bytes));
            } else if (cursor.nameIs(NAME)) {
                String name = text(cursor, bytes);
                into.add(piece, name.isEmpty() ? "" : name + " ");
            } else if (whole && cursor.peek() == '{' && cursor.nameIs(INPUT)) {
                int from = cursor.offset();
                cursor.skipValue();
                into.add(piece, new String(bytes, from, cursor.offset() - from, StandardCharsets.UTF_8));
            } else {
                cursor.skipValue();
            }
        }
    }
}
