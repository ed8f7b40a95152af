package dev.pointsman.providers.gemini;

import dev.pointsman.api.json.JsonCursor;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What one part of a candidate's content says. Reused for part after part; ranges are those of the cursor's array, contents of strings still
 * escaped, {@code args} a whole JSON value.
 */
final class PartScan {
    /** Kinds of parts. */
    enum Kind {
        TEXT,
        THOUGHT,
        CALL,
        MEDIA,
        /** Code and searches that ran at Google's, and what is not known. */
        OTHER
    }

    private static final byte[] TEXT = ascii("text");
    private static final byte[] THOUGHT = ascii("thought");
    private static final byte[] SIGNATURE = ascii("thoughtSignature");
    private static final byte[] CALL = ascii("functionCall");
    private static final byte[] MEDIA = ascii("inlineData");
    private static final byte[] ID = ascii("id");
    private static final byte[] NAME = ascii("name");
    private static final byte[] ARGS = ascii("args");
    private static final byte[] TYPE = ascii("mimeType");
    private static final byte[] DATA = ascii("data");

    Kind kind = Kind.OTHER;

    @Nullable
    String id;

    String name = "";
    String type = "";
    int textFrom;
    int textTo;
    int signatureFrom;
    int signatureTo;
    int argsFrom;
    int argsTo;

    /** Consumes the object the cursor is at. */
    void read(JsonCursor cursor) {
        clear();
        boolean thought = false;
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '"' && cursor.nameIs(TEXT)) {
                text(cursor, Kind.TEXT);
            } else if (first == '"' && cursor.nameIs(SIGNATURE)) {
                cursor.skipString();
                signatureFrom = cursor.textStart();
                signatureTo = cursor.textEnd();
            } else if (first == '{' && cursor.nameIs(CALL)) {
                kind = Kind.CALL;
                call(cursor);
            } else if (first == '{' && cursor.nameIs(MEDIA)) {
                media(cursor);
            } else if (cursor.nameIs(THOUGHT)) {
                thought = cursor.isTrue();
            } else {
                cursor.skipValue();
            }
        }
        if (thought && (kind == Kind.TEXT || kind == Kind.OTHER)) {
            kind = Kind.THOUGHT;
        }
    }

    private void clear() {
        kind = Kind.OTHER;
        id = null;
        name = "";
        type = "";
        textFrom = 0;
        textTo = 0;
        signatureFrom = 0;
        signatureTo = 0;
        argsFrom = 0;
        argsTo = 0;
    }

    private void text(JsonCursor cursor, Kind which) {
        cursor.skipString();
        kind = which;
        textFrom = cursor.textStart();
        textTo = cursor.textEnd();
    }

    private void call(JsonCursor cursor) {
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '"' && cursor.nameIs(ID)) {
                id = cursor.string();
            } else if (first == '"' && cursor.nameIs(NAME)) {
                name = cursor.string();
            } else if (first == '{' && cursor.nameIs(ARGS)) {
                argsFrom = cursor.offset();
                cursor.skipValue();
                argsTo = cursor.offset();
            } else {
                cursor.skipValue();
            }
        }
    }

    private void media(JsonCursor cursor) {
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '"' && cursor.nameIs(TYPE)) {
                type = cursor.string();
            } else if (first == '"' && cursor.nameIs(DATA)) {
                text(cursor, Kind.MEDIA);
            } else {
                cursor.skipValue();
            }
        }
    }

    boolean signed() {
        return signatureTo > signatureFrom;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
