package dev.pointsman.learned.file;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Numbers and texts as bytes, big-endian, one after the other. Of one thread. */
public final class FileOutput {
    private static final int FIRST_BYTES = 1 << 16;

    private ByteBuffer bytes = ByteBuffer.allocate(FIRST_BYTES);

    public FileOutput number(int value) {
        room(4).putInt(value);
        return this;
    }

    public FileOutput number(long value) {
        room(8).putLong(value);
        return this;
    }

    public FileOutput number(double value) {
        room(8).putDouble(value);
        return this;
    }

    /** UTF-8, its length before it. */
    public FileOutput text(String value) {
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        number(encoded.length);
        room(encoded.length).put(encoded);
        return this;
    }

    /** All of them; their number is not written. */
    public FileOutput numbers(int[] values) {
        for (int value : values) {
            number(value);
        }
        return this;
    }

    /** All of them; their number is not written. */
    public FileOutput numbers(float[] values) {
        for (float value : values) {
            room(4).putFloat(value);
        }
        return this;
    }

    /** The first two bytes of each of them, which are all that a {@link Matrix} keeps. */
    public FileOutput halves(float[] values) {
        for (float value : values) {
            room(2).putShort((short) (Float.floatToRawIntBits(value) >>> 16));
        }
        return this;
    }

    /** All of them; their number is not written. */
    public FileOutput numbers(short[] values) {
        for (short value : values) {
            room(2).putShort(value);
        }
        return this;
    }

    public byte[] bytes() {
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private ByteBuffer room(int more) {
        if (bytes.remaining() < more) {
            int size = Math.max(2 * bytes.capacity(), bytes.position() + more);
            ByteBuffer larger = ByteBuffer.allocate(size);
            larger.put(bytes.flip());
            bytes = larger;
        }
        return bytes;
    }
}
