package dev.pointsman.transcript;

import static dev.pointsman.transcript.ReplyWords.text;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;

/** Chat completions and completions: each choice is a piece, and each of its calls, as {@code name {"arguments"}}. Reasoning is no part of it. */
final class ChatWords implements ReplyWords {
    private static final byte[] CHOICES = JsonText.ascii("choices");
    private static final byte[] INDEX = JsonText.ascii("index");
    private static final byte[] DELTA = JsonText.ascii("delta");
    private static final byte[] MESSAGE = JsonText.ascii("message");
    private static final byte[] TEXT = JsonText.ascii("text");
    private static final byte[] CONTENT = JsonText.ascii("content");
    private static final byte[] REFUSAL = JsonText.ascii("refusal");
    private static final byte[] CALLS = JsonText.ascii("tool_calls");
    private static final byte[] FUNCTION = JsonText.ascii("function");
    private static final byte[] NAME = JsonText.ascii("name");
    private static final byte[] ARGUMENTS = JsonText.ascii("arguments");
    private static final int PIECES = 1_000;

    @Override
    public void whole(JsonCursor cursor, byte[] bytes, Gathered into) {
        event(cursor, bytes, into);
    }

    @Override
    public void event(JsonCursor cursor, byte[] bytes, Gathered into) {
        if (cursor.peek() != '{') {
            return;
        }
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.peek() == '[' && cursor.nameIs(CHOICES)) {
                int place = 0;
                cursor.beginArray();
                while (cursor.nextElement()) {
                    choice(cursor, bytes, into, place++);
                }
            } else {
                cursor.skipValue();
            }
        }
    }

    private static void choice(JsonCursor cursor, byte[] bytes, Gathered into, int place) {
        if (cursor.peek() != '{') {
            cursor.skipValue();
            return;
        }
        int piece = place * PIECES;
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (cursor.nameIs(INDEX)) {
                piece = (int) Math.min(PIECES, cursor.count(place)) * PIECES;
            } else if (first == '{' && (cursor.nameIs(DELTA) || cursor.nameIs(MESSAGE))) {
                message(cursor, bytes, into, piece);
            } else if (first == '"' && cursor.nameIs(TEXT)) {
                into.add(piece, text(cursor, bytes));
            } else {
                cursor.skipValue();
            }
        }
    }

    private static void message(JsonCursor cursor, byte[] bytes, Gathered into, int piece) {
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '"' && (cursor.nameIs(CONTENT) || cursor.nameIs(REFUSAL))) {
                into.add(piece, text(cursor, bytes));
            } else if (first == '[' && cursor.nameIs(CALLS)) {
                int place = 1;
                cursor.beginArray();
                while (cursor.nextElement()) {
                    call(cursor, bytes, into, piece, place++);
                }
            } else {
                cursor.skipValue();
            }
        }
    }

    private static void call(JsonCursor cursor, byte[] bytes, Gathered into, int choice, int place) {
        if (cursor.peek() != '{') {
            cursor.skipValue();
            return;
        }
        int piece = choice + place;
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.nameIs(INDEX)) {
                piece = choice + 1 + (int) Math.min(PIECES - 2, cursor.count(place - 1));
            } else if (cursor.peek() == '{' && cursor.nameIs(FUNCTION)) {
                function(cursor, bytes, into, piece);
            } else {
                cursor.skipValue();
            }
        }
    }

    private static void function(JsonCursor cursor, byte[] bytes, Gathered into, int piece) {
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.nameIs(NAME)) {
                String name = text(cursor, bytes);
                into.add(piece, name.isEmpty() ? "" : name + " ");
            } else if (cursor.nameIs(ARGUMENTS)) {
                into.add(piece, text(cursor, bytes));
            } else {
                cursor.skipValue();
            }
        }
    }
}
