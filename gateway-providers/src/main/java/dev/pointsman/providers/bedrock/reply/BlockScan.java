package dev.pointsman.providers.bedrock.reply;

import dev.pointsman.api.json.JsonCursor;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What one content block, or the start or a delta of one in a stream, says: its kind, and where its text stands. Reused for block after block;
 * ranges are those of the cursor's array, string contents still escaped; a range that was not told is empty.
 */
final class BlockScan {
    /** Kinds of blocks, and of deltas by the block they belong to. */
    enum Kind {
        TEXT,
        REASONING,
        REDACTED,
        TOOL_USE,
        /** Results of what the provider carried out, citations, and what is not known. */
        OTHER
    }

    private static final byte[] TEXT = ascii("text");
    private static final byte[] TOOL_USE = ascii("toolUse");
    private static final byte[] TOOL_USE_ID = ascii("toolUseId");
    private static final byte[] NAME = ascii("name");
    private static final byte[] TYPE = ascii("type");
    private static final byte[] SERVER_TOOL_USE = ascii("server_tool_use");
    private static final byte[] INPUT = ascii("input");
    private static final byte[] REASONING = ascii("reasoningContent");
    private static final byte[] REASONING_TEXT = ascii("reasoningText");
    private static final byte[] SIGNATURE = ascii("signature");
    private static final byte[] REDACTED = ascii("redactedContent");
    private static final byte[] CITATIONS = ascii("citationsContent");
    private static final byte[] CONTENT = ascii("content");

    Kind kind = Kind.OTHER;

    @Nullable
    String id;

    @Nullable
    String name;

    /** The provider carries the call out by itself. */
    boolean hosted;

    int textFrom;
    int textTo;
    int signatureFrom;
    int signatureTo;
    /** Of a whole call its input, an object; of a delta a piece of it, the contents of a string. */
    int inputFrom;

    int inputTo;
    /** Texts that sources are told for; "" mostly. */
    String cited = "";

    /** Consumes the object the cursor is at. */
    void read(JsonCursor cursor) {
        clear();
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '"' && cursor.nameIs(TEXT)) {
                kind = Kind.TEXT;
                text(cursor);
            } else if (first == '{' && cursor.nameIs(TOOL_USE)) {
                kind = Kind.TOOL_USE;
                toolUse(cursor);
            } else if (first == '{' && cursor.nameIs(REASONING)) {
                kind = Kind.REASONING;
                reasoning(cursor);
            } else if (first == '{' && cursor.nameIs(CITATIONS)) {
                kind = Kind.TEXT;
                citations(cursor);
            } else {
                cursor.skipValue();
            }
        }
    }

    /** Says nothing, until the next {@link #read}. */
    void clear() {
        kind = Kind.OTHER;
        id = null;
        name = null;
        hosted = false;
        textFrom = 0;
        textTo = 0;
        signatureFrom = 0;
        signatureTo = 0;
        inputFrom = 0;
        inputTo = 0;
        cited = "";
    }

    private void text(JsonCursor cursor) {
        cursor.skipString();
        textFrom = cursor.textStart();
        textTo = cursor.textEnd();
    }

    private void toolUse(JsonCursor cursor) {
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '"' && cursor.nameIs(TOOL_USE_ID)) {
                id = cursor.string();
            } else if (first == '"' && cursor.nameIs(NAME)) {
                name = cursor.string();
            } else if (first == '"' && cursor.nameIs(TYPE)) {
                cursor.skipString();
                hosted = cursor.textIs(SERVER_TOOL_USE);
            } else if (first == '"' && cursor.nameIs(INPUT)) {
                cursor.skipString();
                inputFrom = cursor.textStart();
                inputTo = cursor.textEnd();
            } else if (first == '{' && cursor.nameIs(INPUT)) {
                inputFrom = cursor.offset();
                cursor.skipValue();
                inputTo = cursor.offset();
            } else {
                cursor.skipValue();
            }
        }
    }

    private void reasoning(JsonCursor cursor) {
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '{' && cursor.nameIs(REASONING_TEXT)) {
                reasoning(cursor);
            } else if (first == '"' && cursor.nameIs(TEXT)) {
                text(cursor);
            } else if (first == '"' && cursor.nameIs(SIGNATURE)) {
                cursor.skipString();
                signatureFrom = cursor.textStart();
                signatureTo = cursor.textEnd();
            } else if (first == '"' && cursor.nameIs(REDACTED)) {
                kind = Kind.REDACTED;
                text(cursor);
            } else {
                cursor.skipValue();
            }
        }
    }

    private void citations(JsonCursor cursor) {
        StringBuilder texts = new StringBuilder();
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.peek() != '[' || !cursor.nameIs(CONTENT)) {
                cursor.skipValue();
                continue;
            }
            cursor.beginArray();
            while (cursor.nextElement()) {
                if (cursor.peek() != '{') {
                    cursor.skipValue();
                    continue;
                }
                cursor.beginObject();
                while (cursor.nextField()) {
                    if (cursor.peek() == '"' && cursor.nameIs(TEXT)) {
                        texts.append(cursor.string());
                    } else {
                        cursor.skipValue();
                    }
                }
            }
        }
        cited = texts.toString();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
