package dev.pointsman.provider.chat;

import dev.pointsman.api.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** JSON as it is written: bytes put one after the other. The caller sees to commas and brackets. Confined to one loop. */
public final class JsonBytes {
    private static final int START = 512;
    private static final int KEPT = 16 * 1024;

    private byte[] bytes = new byte[START];
    private int length;

    public JsonBytes add(byte[] part) {
        return add(part, 0, part.length);
    }

    public JsonBytes add(byte[] array, int from, int to) {
        int count = to - from;
        room(count);
        System.arraycopy(array, from, bytes, length, count);
        length += count;
        return this;
    }

    /** Latin text as it is, without quotes. */
    public JsonBytes add(String latin) {
        room(latin.length());
        for (int i = 0; i < latin.length(); i++) {
            bytes[length++] = (byte) latin.charAt(i);
        }
        return this;
    }

    /** A text with quotes and escapes. */
    public JsonBytes quote(String text) {
        return add(JsonText.quote(text));
    }

    public JsonBytes add(long number) {
        if (number >= 0 && number < 10) {
            room(1);
            bytes[length++] = (byte) ('0' + number);
            return this;
        }
        return add(Long.toString(number));
    }

    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /** All of it in an array of its own; it stays. */
    public byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    /** All of it in an array of its own; nothing is left. */
    public byte[] take() {
        byte[] all = Arrays.copyOf(bytes, length);
        clear();
        return all;
    }

    public void clear() {
        length = 0;
        if (bytes.length > KEPT) {
            bytes = new byte[START];
        }
    }

    private void room(int count) {
        if (count > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
        }
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
