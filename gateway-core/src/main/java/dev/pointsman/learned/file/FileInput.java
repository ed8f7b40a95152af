package dev.pointsman.learned.file;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * What {@link FileOutput} wrote, read back by one who trusts none of it: no room is made for more than the bytes at hand can fill, and no number is
 * passed on that is out of its bounds or no number at all. Of one thread.
 */
public final class FileInput {
    private static final String AGAIN = "; train it again";

    private final ByteBuffer bytes;

    public FileInput(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** A whole number from {@code least} to {@code most}; {@code what} it counts goes into the refusal. */
    public int count(int least, int most, String what) throws RefusedFile {
        need(4);
        int value = bytes.getInt();
        if (value < least || value > most) {
            throw new RefusedFile(
                    "it states " + value + " for its " + what + " (expected: " + least + " to " + most + ")" + AGAIN);
        }
        return value;
    }

    public long whole() throws RefusedFile {
        need(8);
        return bytes.getLong();
    }

    /** Any finite number from {@code least} to {@code most}. */
    public double number(double least, double most, String what) throws RefusedFile {
        double value = numberOrNone(what);
        if (!(value >= least && value <= most)) {
            throw new RefusedFile(
                    "it states " + value + " for its " + what + " (expected: " + least + " to " + most + ")" + AGAIN);
        }
        return value;
    }

    /** Any finite number, or NaN for none. */
    public double numberOrNone(String what) throws RefusedFile {
        need(8);
        double value = bytes.getDouble();
        if (Double.isInfinite(value)) {
            throw new RefusedFile("one of its " + what + " is infinite" + AGAIN);
        }
        return value;
    }

    /** A text of {@code least} to {@code most} bytes. */
    public String text(int least, int most, String what) throws RefusedFile {
        int length = count(least, most, "bytes of its " + what);
        need(length);
        try {
            ByteBuffer encoded = bytes.slice(bytes.position(), length);
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(encoded);
            bytes.position(bytes.position() + length);
            return text.toString();
        } catch (CharacterCodingException noText) {
            throw new RefusedFile("its " + what + " is no text" + AGAIN);
        }
    }

    /** Numbers from 0 to {@code most}. */
    public int[] counts(int count, int most, String what) throws RefusedFile {
        need(4L * count);
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = count(0, most, what);
        }
        return values;
    }

    /** Finite numbers. */
    public float[] numbers(int count, String what) throws RefusedFile {
        need(4L * count);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = finite(bytes.getFloat(), what);
        }
        return values;
    }

    /** Finite numbers, or NaN for none. */
    public float[] numbersOrNone(int count, String what) throws RefusedFile {
        need(4L * count);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            float value = bytes.getFloat();
            values[i] = Float.isNaN(value) ? Float.NaN : finite(value, what);
        }
        return values;
    }

    /** Finite numbers of two bytes each. */
    public float[] halves(int count, String what) throws RefusedFile {
        need(2L * count);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = finite(Float.intBitsToFloat(bytes.getShort() << 16), what);
        }
        return values;
    }

    /** Any numbers of two bytes each. */
    public short[] shorts(int count) throws RefusedFile {
        need(2L * count);
        short[] values = new short[count];
        for (int i = 0; i < count; i++) {
            values[i] = bytes.getShort();
        }
        return values;
    }

    /** Refuses what has more bytes than it says. */
    public void end() throws RefusedFile {
        if (bytes.hasRemaining()) {
            throw new RefusedFile("it is longer than it says" + AGAIN);
        }
    }

    private void need(long count) throws RefusedFile {
        if (count > bytes.remaining()) {
            throw new RefusedFile("it is shorter than it says" + AGAIN);
        }
    }

    private static float finite(float value, String what) throws RefusedFile {
        if (Float.isNaN(value) || Float.isInfinite(value)) {
            throw new RefusedFile("one of its " + what + " is no number" + AGAIN);
        }
        return value;
    }
}
