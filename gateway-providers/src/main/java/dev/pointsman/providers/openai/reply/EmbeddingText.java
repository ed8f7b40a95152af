package dev.pointsman.providers.openai.reply;

import dev.pointsman.api.json.JsonCursor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

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
                    byte[] text = encoded(vector(reply, cursor));
                    edits.replace(start, cursor.offset(), text);
                } else {
                    cursor.skipValue();
                }
            }
        }
    }

    private static float[] vector(byte[] reply, JsonCursor cursor) {
        float[] values = new float[1024];
        int count = 0;
        cursor.beginArray();
        while (cursor.nextElement()) {
            int start = cursor.offset();
            cursor.skipValue();
            if (count == values.length) {
                values = Arrays.copyOf(values, count * 2);
            }
            values[count++] = number(reply, start, cursor.offset());
        }
        return Arrays.copyOf(values, count);
    }

    private static float number(byte[] reply, int from, int to) {
        boolean numeric = reply[from] == '-' || (reply[from] >= '0' && reply[from] <= '9');
        return numeric ? Float.parseFloat(new String(reply, from, to - from, StandardCharsets.US_ASCII)) : 0f;
    }

    private static byte[] encoded(float[] vector) {
        ByteBuffer raw = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(vector);
        byte[] text = Base64.getEncoder().encode(raw.array());
        byte[] quoted = new byte[text.length + 2];
        quoted[0] = '"';
        System.arraycopy(text, 0, quoted, 1, text.length);
        quoted[quoted.length - 1] = '"';
        return quoted;
    }
}
