package dev.pointsman.learned.task;

import dev.pointsman.learned.HashedText;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A trained classifier as bytes.
 *
 * <p>Big-endian: {@code PMTK}, format version (int), labels (int), rows (int), scale (double), rarest (float); each label as its length in bytes
 * (short) and its UTF-8; one bias (float) per label; per row its feature (int, ascending) and its rarity (float); per row one weight (float) per
 * label; last the SHA-256 of all before. Reading checks every number before room is made for what it announces.
 */
public final class TaskFile {
    /** What is wrong with bytes that are no classifier, in words for the one who named the file. */
    public static final class Refused extends Exception {
        Refused(String message) {
            super(message);
        }
    }

    public static final int MOST_LABELS = 200;
    private static final int MAGIC = 0x504d544b;
    private static final int VERSION = 1;
    private static final int DIGEST_BYTES = 32;
    private static final int HEAD_BYTES = 4 + 4 + 4 + 4 + 8 + 4;
    private static final int MOST_LABEL_BYTES = 200;

    private TaskFile() {}

    /** The bytes of a {@linkplain TaskClassifier#trained trained} classifier. */
    public static byte[] write(TaskClassifier classifier) {
        LinearScores scores = classifier.scores();
        List<String> labels = classifier.labels();
        List<byte[]> names = new ArrayList<>();
        int size = HEAD_BYTES + DIGEST_BYTES;
        for (String label : labels) {
            byte[] name = label.getBytes(StandardCharsets.UTF_8);
            if (name.length == 0 || name.length > MOST_LABEL_BYTES) {
                throw new IllegalArgumentException("label: " + label + " (expected: 1 to 200 bytes)");
            }
            names.add(name);
            size += 2 + name.length + 4;
        }
        ByteBuffer out = ByteBuffer.allocate(size + scores.rows() * (8 + 4 * labels.size()));
        out.putInt(MAGIC).putInt(VERSION).putInt(labels.size()).putInt(scores.rows());
        out.putDouble(classifier.calibration().scale()).putFloat(scores.rarest());
        names.forEach(name -> out.putShort((short) name.length).put(name));
        for (int label = 0; label < labels.size(); label++) {
            out.putFloat(scores.bias(label));
        }
        for (int row = 0; row < scores.rows(); row++) {
            out.putInt(scores.feature(row)).putFloat(scores.rarity(row));
        }
        for (int row = 0; row < scores.rows(); row++) {
            for (int label = 0; label < labels.size(); label++) {
                out.putFloat(scores.weight(row, label));
            }
        }
        out.put(digest(out.array(), out.position()));
        return out.array();
    }

    /**
     * The classifier of a file.
     *
     * @throws Refused where the bytes are not what {@link #write} gave, whole and of a version known here
     */
    public static TaskClassifier read(byte[] bytes) throws Refused {
        if (bytes.length < 8 || ByteBuffer.wrap(bytes).getInt() != MAGIC) {
            throw new Refused("it is no task classifier (expected: a file that \"gateway tasks train\" wrote)");
        }
        int version = ByteBuffer.wrap(bytes).getInt(4);
        if (version != VERSION) {
            throw new Refused("its format has version " + version + " (expected: " + VERSION + "); train it again");
        }
        int end = bytes.length - DIGEST_BYTES;
        if (end < HEAD_BYTES || !Arrays.equals(digest(bytes, end), Arrays.copyOfRange(bytes, end, bytes.length))) {
            throw new Refused("it is cut off or changed: its digest does not fit; copy or train it again");
        }
        try {
            return read(ByteBuffer.wrap(bytes, 0, end));
        } catch (BufferUnderflowException cutOff) {
            throw new Refused("it is shorter than it says; train it again");
        }
    }

    private static TaskClassifier read(ByteBuffer in) throws Refused {
        in.position(8);
        int labels = within(in.getInt(), 2, MOST_LABELS, "labels");
        int rows = within(in.getInt(), 0, HashedText.FEATURES, "rows");
        double scale = in.getDouble();
        float rarest = finite(in.getFloat());
        if (!(scale > 0) || Double.isInfinite(scale) || rarest < 0) {
            throw new Refused("its scales are no positive numbers; train it again");
        }
        List<String> names = names(in, labels);
        if (in.remaining() != 4L * labels + rows * (8L + 4L * labels)) {
            throw new Refused("its length does not fit the numbers it states; train it again");
        }
        float[] bias = finite(in, labels);
        int[] features = new int[rows];
        float[] rarity = new float[rows];
        for (int row = 0; row < rows; row++) {
            int least = row == 0 ? 0 : features[row - 1] + 1;
            features[row] = within(in.getInt(), least, HashedText.FEATURES - 1, "features");
            rarity[row] = finite(in.getFloat());
            if (rarity[row] < 0) {
                throw new Refused("a rarity is below 0; train it again");
            }
        }
        float[] weights = finite(in, rows * labels);
        LinearScores scores = new LinearScores(features, rarity, weights, bias, rarest, 1);
        return TaskClassifier.trained(names, scores, new Calibration(scale, 0, false));
    }

    private static List<String> names(ByteBuffer in, int labels) throws Refused {
        List<String> names = new ArrayList<>();
        for (int label = 0; label < labels; label++) {
            byte[] name = new byte[within(in.getShort(), 1, MOST_LABEL_BYTES, "bytes of a label")];
            in.get(name);
            String text = new String(name, StandardCharsets.UTF_8);
            if (names.contains(text)) {
                throw new Refused("two of its labels have one name; train it again");
            }
            names.add(text);
        }
        return names;
    }

    private static float[] finite(ByteBuffer in, int count) throws Refused {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = finite(in.getFloat());
        }
        return values;
    }

    private static float finite(float value) throws Refused {
        if (Float.isNaN(value) || Float.isInfinite(value)) {
            throw new Refused("a weight is no number; train it again");
        }
        return value;
    }

    private static int within(int value, int least, int most, String what) throws Refused {
        if (value < least || value > most) {
            throw new Refused("it states " + value + " for its " + what + " (expected: " + least + " to " + most + ")");
        }
        return value;
    }

    private static byte[] digest(byte[] bytes, int length) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(bytes, 0, length);
            return sha256.digest();
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }
}
