package dev.pointsman.providers.anthropic;

import dev.pointsman.api.json.JsonCursor;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What one content block, or one delta of a stream, says: its kind, and where its text stands. Reused for block after block; ranges are those of
 * the cursor's array, string contents still escaped.
 */
final class BlockScan {
    /** Kinds of blocks, and of deltas by the block they belong to. */
    enum Kind {
        TEXT,
        THINKING,
        SIGNATURE,
        REDACTED,
        TOOL_USE,
        ARGUMENTS,
        /** Hosted tools, citations, and what is not known. */
        OTHER
    }

    private static final byte[] TYPE = ascii("type");
    private static final byte[] ID = ascii("id");
    private static final byte[] NAME = ascii("name");
    private static final byte[] INPUT = ascii("input");
    private static final byte[] SIGNATURE_FIELD = ascii("signature");
    private static final byte[] STOP_REASON = ascii("stop_reason");
    private static final byte[] STOP_DETAILS = ascii("stop_details");
    private static final byte[] EXPLANATION = ascii("explanation");
    private static final byte[][] TEXTS = {ascii("text"), ascii("thinking"), ascii("partial_json"), ascii("data")};
    private static final byte[][] TYPES = {
        ascii("text_delta"), ascii("input_json_delta"), ascii("thinking_delta"), ascii("signature_delta"),
        ascii("text"), ascii("tool_use"), ascii("thinking"), ascii("redacted_thinking")
    };
    private static final Kind[] KINDS = {
        Kind.TEXT, Kind.ARGUMENTS, Kind.THINKING, Kind.SIGNATURE, Kind.TEXT, Kind.TOOL_USE, Kind.THINKING, Kind.REDACTED
    };

    Kind kind = Kind.OTHER;

    @Nullable
    String id;

    @Nullable
    String name;

    @Nullable
    String stopReason;

    @Nullable
    String explanation;

    int from;
    int to;
    int textFrom;
    int textTo;
    int signatureFrom;
    int signatureTo;
    int inputFrom;
    int inputTo;

    /** Consumes the object the cursor is at. */
    void read(JsonCursor cursor) {
        clear();
        cursor.peek();
        from = cursor.offset();
        cursor.beginObject();
        while (cursor.nextField()) {
            field(cursor, cursor.peek());
        }
        to = cursor.offset();
    }

    /** Says nothing, until the next {@link #read}. */
    void clear() {
        kind = Kind.OTHER;
        id = null;
        name = null;
        stopReason = null;
        explanation = null;
        textFrom = 0;
        textTo = 0;
        signatureFrom = 0;
        signatureTo = 0;
        inputFrom = 0;
        inputTo = 0;
    }

    private void field(JsonCursor cursor, int first) {
        if (first == '"') {
            string(cursor);
        } else if (first == '{' && cursor.nameIs(INPUT)) {
            inputFrom = cursor.offset();
            cursor.skipValue();
            inputTo = cursor.offset();
        } else if (first == '{' && cursor.nameIs(STOP_DETAILS)) {
            cursor.beginObject();
            while (cursor.nextField()) {
                if (cursor.nameIs(EXPLANATION) && cursor.peek() == '"') {
                    explanation = cursor.string();
                } else {
                    cursor.skipValue();
                }
            }
        } else {
            cursor.skipValue();
        }
    }

    private void string(JsonCursor cursor) {
        if (cursor.nameIs(TYPE)) {
            cursor.skipString();
            kind = kind(cursor);
        } else if (cursor.nameIs(TEXTS[0])
                || cursor.nameIs(TEXTS[2])
                || cursor.nameIs(TEXTS[1])
                || cursor.nameIs(TEXTS[3])) {
            cursor.skipString();
            textFrom = cursor.textStart();
            textTo = cursor.textEnd();
        } else if (cursor.nameIs(SIGNATURE_FIELD)) {
            cursor.skipString();
            signatureFrom = cursor.textStart();
            signatureTo = cursor.textEnd();
        } else if (cursor.nameIs(ID)) {
            id = cursor.string();
        } else if (cursor.nameIs(NAME)) {
            name = cursor.string();
        } else if (cursor.nameIs(STOP_REASON)) {
            stopReason = cursor.string();
        } else {
            cursor.skipValue();
        }
    }

    private static Kind kind(JsonCursor cursor) {
        for (int i = 0; i < TYPES.length; i++) {
            if (cursor.textIs(TYPES[i])) {
                return KINDS[i];
            }
        }
        return Kind.OTHER;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
