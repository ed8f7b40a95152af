package dev.pointsman.providers.openai.reply;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.provider.lists.VectorText;
import java.nio.charset.StandardCharsets;

/**
 * Writes the vectors of an embeddings reply as base64: little-endian float32 values, standard alphabet with padding, as OpenAI does for
 * {@code encoding_format: base64}. Everything else of the reply stays byte for byte; a vector that is base64 already stays too.
 */
public final class EmbeddingText {
    private static final byte[] ROWS = "data".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EMBEDDING = "embedding".getBytes(StandardCharsets.US_ASCII);

    private EmbeddingText() {}

    /** The reply is well-formed JSON. */
    public static byte[] base64(byte[] reply) {
        ByteEdits edits = new ByteEdits(reply);
        JsonCursor cursor = new JsonCursor(reply);
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.nameIs(ROWS) && cursor.peek() == '[') {
                rows(reply, cursor, edits);
            } else {
                cursor.skipValue();
            }
        }
        return edits.apply();
    }

    private static void rows(byte[] reply, JsonCursor cursor, ByteEdits edits) {
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() != '{') {
                cursor.skipValue();
                continue;
            }
            cursor.beginObject();
            while (cursor.nextField()) {
                if (cursor.nameIs(EMBEDDING) && cursor.peek() == '[') {
                    int start = cursor.offset();
                    cursor.skipValue();
                    edits.replace(start, cursor.offset(), quoted(VectorText.base64(reply, start, cursor.offset())));
                } else {
                    cursor.skipValue();
                }
            }
        }
    }

    private static byte[] quoted(byte[] text) {
        byte[] quoted = new byte[text.length + 2];
        quoted[0] = '"';
        System.arraycopy(text, 0, quoted, 1, text.length);
        quoted[quoted.length - 1] = '"';
        return quoted;
    }
}
