package dev.pointsman.learned.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.learned.file.FileInput;
import dev.pointsman.learned.file.FileOutput;
import dev.pointsman.learned.file.Matrix;
import dev.pointsman.learned.prompt.PromptPoint;
import dev.pointsman.learned.prompt.PromptSpace;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StoredPromptsTest {
    private static final int QUESTION_MARKS = 3;

    @Test
    void similaritiesAreProductsHoweverManyPromptsThereAre() {
        Random random = new Random(8);
        int columns = Spaces.SPACE.denseSize();
        float[] values = new float[700 * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        Matrix points = Matrix.of(700, columns, values);
        StoredPrompts stored = StoredPrompts.of(points, 2, 1, new float[700]);
        PromptPoint point = Spaces.point("red blue");

        float[] similarities = stored.similarities(point);
        assertThat(similarities).hasSize(700);
        for (int i = 0; i < 700; i++) {
            assertThat(similarities[i]).isCloseTo(points.product(i, point.compared()), within(1e-4f));
        }
    }

    @Test
    void howAPromptLooksCountsForSimilarityAndNotForFamiliarity() {
        float[] scales = new float[PromptSpace.shape("").length];
        scales[QUESTION_MARKS] = 1;
        PromptSpace space = Spaces.space(scales);
        StoredPrompts stored = Spaces.stored(space, 1, new float[] {1, 1}, "red ????", "blue");

        assertThat(stored.similarities(space.point("red"))[0]).isCloseTo((float) (1 / Math.sqrt(1.16)), within(5e-3f));
        assertThat(stored.similarities(space.point("red ????"))[0]).isCloseTo(1, within(5e-3f));
        assertThat(stored.familiarity(space.point("red"))).isEqualTo(1, within(5e-3));
        assertThat(stored.familiarity(space.point("red ????"))).isEqualTo(1, within(5e-3));
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
        assertThat(StoredPrompts.highest(stored.similarities(Spaces.point("red blue"))))
                .isEqualTo(Math.sqrt(0.5), within(0.01));
        assertThat(stored.familiarity(Spaces.point("red blue"))).isEqualTo(Math.sqrt(0.5), within(0.01));
        StoredPrompts none = Spaces.stored(1, new float[0]);
        assertThat(none.familiarity(Spaces.point("red"))).isNaN();
    }

    @Test
    void whatIsReadBackTellsTheSame() throws Exception {
        StoredPrompts stored = Spaces.stored(2, new float[] {1, 0.3f, Float.NaN, 0.7f}, "red", "blue");
        FileOutput out = new FileOutput();
        stored.write(out);
        StoredPrompts read = StoredPrompts.read(new FileInput(ByteBuffer.wrap(out.bytes())), Spaces.SPACE, 2);

        assertThat(read.size()).isEqualTo(2);
        assertThat(read.means()).containsExactly(stored.means());
        assertThat(read.has(1, 0)).isFalse();
        PromptPoint point = Spaces.point("red");
        assertThat(read.similarities(point)).containsExactly(stored.similarities(point));
        assertThat(read.familiarity(point)).isEqualTo(stored.familiarity(point));
    }

    @Test
    void scoresThatDoNotFitThePromptsAreRefused() {
        assertThatThrownBy(() -> StoredPrompts.of(Matrix.of(2, 1, new float[2]), 1, 2, new float[3]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
