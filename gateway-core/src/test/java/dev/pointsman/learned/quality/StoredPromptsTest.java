package dev.pointsman.learned.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.learned.file.FileInput;
import dev.pointsman.learned.file.FileOutput;
import dev.pointsman.learned.file.Matrix;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StoredPromptsTest {
    @Test
    void similaritiesAreProductsHoweverManyPromptsThereAre() {
        Random random = new Random(8);
        float[] values = new float[700 * 5];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        Matrix meanings = Matrix.of(700, 5, values);
        StoredPrompts stored = StoredPrompts.of(meanings, 1, new float[700]);
        float[] meaning = {0.5f, -1, 0, 2, 0.25f};

        float[] similarities = stored.similarities(meaning);
        assertThat(similarities).hasSize(700);
        for (int i = 0; i < 700; i++) {
            assertThat(similarities[i]).isCloseTo(meanings.product(i, meaning), within(1e-4f));
        }
    }

    @Test
    void meansLeaveOutWhatWasNotScored() {
        StoredPrompts stored =
                Spaces.stored(2, new float[] {1, 0.5f, 0, Float.NaN, 0.25f, 0.75f}, "red", "blue", "white");

        assertThat(stored.means()).containsExactly(new double[] {0.5, 0.5}, within(1e-4));
        assertThat(stored.weightedMeans(new float[] {1, 3, 0}))
                .containsExactly(new double[] {(1 + 1.5) / 4, 0.25}, within(1e-4));
        assertThat(stored.weightedMeans(new float[] {1, 0, 0})[1]).isEqualTo(0.5, within(1e-4));
        assertThat(stored.has(1, 0)).isFalse();
        assertThat(stored.has(1, 1)).isTrue();
        assertThat(stored.score(1, 2)).isCloseTo(0.75f, within(1e-4f));
    }

    @Test
    void winsAreCountedWhereBothWereScored() {
        StoredPrompts stored = Spaces.stored(2, new float[] {1, 0.5f, 0, Float.NaN, 0.5f, 1}, "red", "blue", "white");

        double[] wins = stored.wins(new float[] {7, 2, 4});
        assertThat(wins[1]).isEqualTo(2 * 0.5, within(1e-3));
        assertThat(wins[2]).isEqualTo(2 * 0.5 + 4, within(1e-3));
    }

    @Test
    void theHighestSimilarityIsToldIfThereIsOne() {
        StoredPrompts stored = Spaces.stored(1, new float[] {1, 1}, "blue", "red");
        assertThat(stored.highest(stored.similarities(new float[] {0.6f, 0.8f})))
                .isEqualTo(0.8, within(0.01));
        StoredPrompts none = Spaces.stored(1, new float[0]);
        assertThat(none.highest(none.similarities(new float[] {1, 0}))).isNaN();
    }

    @Test
    void whatIsReadBackTellsTheSame() throws Exception {
        StoredPrompts stored = Spaces.stored(2, new float[] {1, 0.3f, Float.NaN, 0.7f}, "red", "blue");
        FileOutput out = new FileOutput();
        stored.write(out);
        StoredPrompts read = StoredPrompts.read(new FileInput(ByteBuffer.wrap(out.bytes())), 2, 2);

        assertThat(read.size()).isEqualTo(2);
        assertThat(read.means()).containsExactly(stored.means());
        assertThat(read.has(1, 0)).isFalse();
        assertThat(read.similarities(new float[] {1, 0})).containsExactly(stored.similarities(new float[] {1, 0}));
    }

    @Test
    void scoresThatDoNotFitThePromptsAreRefused() {
        assertThatThrownBy(() -> StoredPrompts.of(Matrix.of(2, 1, new float[2]), 2, new float[3]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
