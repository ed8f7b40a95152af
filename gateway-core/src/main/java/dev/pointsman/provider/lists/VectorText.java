package dev.pointsman.provider.lists;

import dev.pointsman.api.json.JsonCursor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** A vector as OpenAI writes it for {@code encoding_format: base64}: little-endian float32 values, standard alphabet with padding. */
public final class VectorText {
    private VectorText() {}

    /** Of a JSON array of numbers; anything in it that is no number counts as 0. Throws {@link JsonCursor.Malformed} for what is no array. */
    public static byte[] base64(byte[] json, int from, int to) {
        JsonCursor cursor = new JsonCursor(json, from, to);
        float[] values = new float[1024];
        int count = 0;
        cursor.beginArray();
        while (cursor.nextElement()) {
            int start = cursor.offset();
            cursor.skipValue();
            if (count == values.length) {
                values = Arrays.copyOf(values, count * 2);
            }
            values[count++] = number(json, start, cursor.offset());
        }
        ByteBuffer raw = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values, 0, count);
        return Base64.getEncoder().encode(raw.array());
    }

    private static float number(byte[] json, int from, int to) {
        boolean numeric = json[from] == '-' || (json[from] >= '0' && json[from] <= '9');
        return numeric ? Float.parseFloat(new String(json, from, to - from, StandardCharsets.US_ASCII)) : 0f;
    }
}
