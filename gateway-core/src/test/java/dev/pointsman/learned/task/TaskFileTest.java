package dev.pointsman.learned.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.learned.HashedText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TaskFileTest {
    private static final int FIRST_LABEL = 28;

    @Test
    void whatIsReadBackTellsTheSameToTheLastBit() throws Exception {
        TaskClassifier written = some();
        TaskClassifier read = TaskFile.read(TaskFile.write(written));

        assertThat(read.labels()).containsExactly("math", "röntgen");
        for (String text : List.of("", "integrate x squared", "the x-ray shows nothing", "o".repeat(9_000))) {
            assertThat(read.probabilities(text)).containsExactly(written.probabilities(text));
        }
        assertThat(TaskFile.write(read)).isEqualTo(TaskFile.write(written));
    }

    @Test
    void everySingleByteThatIsChangedIsNoticed() {
        byte[] good = TaskFile.write(some());
        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= 0x10;
            assertThatThrownBy(() -> TaskFile.read(bad)).isInstanceOf(TaskFile.Refused.class);
        }
    }

    @Test
    void everyCutIsNoticed() {
        byte[] good = TaskFile.write(some());
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> TaskFile.read(cut)).isInstanceOf(TaskFile.Refused.class);
        }
    }

    @Test
    void aFileOfAnotherKindAndOneOfAnotherVersionAreToldApart() {
        assertThatThrownBy(() -> TaskFile.read("version: 1\nproviders:".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("no task classifier")
                .hasMessageContaining("gateway tasks train");
        assertRefused(bytes -> bytes.putInt(4, 2), "version 2 (expected: 1)");
    }

    @Test
    void numbersOutOfBoundsAreRefusedEvenWithAFittingDigest() {
        assertRefused(bytes -> bytes.putInt(8, Integer.MAX_VALUE), "labels");
        assertRefused(bytes -> bytes.putInt(8, -1), "labels");
        assertRefused(bytes -> bytes.putInt(8, 1), "labels");
        assertRefused(bytes -> bytes.putInt(12, Integer.MAX_VALUE), "rows");
        assertRefused(bytes -> bytes.putInt(12, -5), "rows");
        assertRefused(bytes -> bytes.putInt(12, 4), "length does not fit");
        assertRefused(bytes -> bytes.putDouble(16, Double.NaN), "scales");
        assertRefused(bytes -> bytes.putDouble(16, 0), "scales");
        assertRefused(bytes -> bytes.putFloat(24, -1), "scales");
        assertRefused(bytes -> bytes.putShort(FIRST_LABEL, (short) 0), "bytes of a label");
        assertRefused(bytes -> bytes.putShort(FIRST_LABEL, (short) 5_000), "bytes of a label");
        assertRefused(bytes -> bytes.putShort(FIRST_LABEL, (short) 199), "shorter than it says");
        int weights = TaskFile.write(some()).length - 32 - 3 * 2 * 4;
        assertRefused(bytes -> bytes.putFloat(weights, Float.NaN), "no number");
        assertRefused(bytes -> bytes.putFloat(weights + 4, Float.POSITIVE_INFINITY), "no number");
        int rows = weights - 3 * 8;
        assertRefused(bytes -> bytes.putInt(rows, HashedText.FEATURES), "features");
        assertRefused(bytes -> bytes.putInt(rows + 8, 3), "features");
        assertRefused(bytes -> bytes.putFloat(rows + 4, -0.5f), "below 0");
    }

    @Test
    void twoLabelsOfOneNameAreRefused() {
        byte[] bytes = TaskFile.write(TaskClassifier.trained(
                List.of("a", "b"),
                new LinearScores(new int[0], new float[0], new float[0], new float[2], 1, 1),
                new Calibration(1, 0, false)));
        bytes[FIRST_LABEL + 5] = 'a';
        signed(bytes);
        assertThatThrownBy(() -> TaskFile.read(bytes)).hasMessageContaining("one name");
    }

    @Test
    void garbageNeverEndsInAnythingButARefusal() {
        Random random = new Random(5);
        byte[] good = TaskFile.write(some());
        for (int round = 0; round < 300; round++) {
            byte[] bad = good.clone();
            for (int hits = 0; hits < 3; hits++) {
                bad[8 + random.nextInt(bad.length - 8)] = (byte) random.nextInt();
            }
            signed(bad);
            try {
                assertThat(TaskFile.read(bad).probabilities("some text")).hasSize(2);
            } catch (TaskFile.Refused told) {
                assertThat(told.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void labelsThatDoNotFitTheFormatAreNotWritten() {
        TaskClassifier nameless = TaskClassifier.trained(
                List.of("a", ""),
                new LinearScores(new int[0], new float[0], new float[0], new float[2], 1, 1),
                new Calibration(1, 0, false));
        assertThatThrownBy(() -> TaskFile.write(nameless)).isInstanceOf(IllegalArgumentException.class);
    }

    private interface Change {
        void to(ByteBuffer bytes);
    }

    private static void assertRefused(Change change, String words) {
        byte[] bytes = TaskFile.write(some());
        change.to(ByteBuffer.wrap(bytes));
        signed(bytes);
        assertThatThrownBy(() -> TaskFile.read(bytes))
                .isInstanceOf(TaskFile.Refused.class)
                .hasMessageContaining(words);
    }

    private static void signed(byte[] bytes) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(bytes, 0, bytes.length - 32);
            System.arraycopy(sha256.digest(), 0, bytes, bytes.length - 32, 32);
        } catch (java.security.NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }

    private static TaskClassifier some() {
        HashedText text = HashedText.of("xy");
        int[] features = {text.feature(0), text.feature(1), text.feature(2)};
        Arrays.sort(features);
        LinearScores scores = new LinearScores(
                features,
                new float[] {1, 2.5f, 0.25f},
                new float[] {1, -1, 0.5f, 2, -3, 0},
                new float[] {0.1f, -0.1f},
                3,
                1);
        return TaskClassifier.trained(List.of("math", "röntgen"), scores, new Calibration(7.25, 0, false));
    }
}
