package dev.pointsman.learned.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.learned.HashedText;
import dev.pointsman.learned.file.FileInput;
import dev.pointsman.learned.file.FileOutput;
import dev.pointsman.learned.file.Matrix;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PromptSpaceTest {
    @Test
    void aPromptPointsWhereItsNgramsPoint() {
        PromptSpace space = space();

        assertThat(space.point("red").meaning()).containsExactly(1, 0);
        assertThat(space.point("blue").meaning()).containsExactly(0, -1);
        float[] both = space.point("red blue").meaning();
        assertThat(both[0]).isCloseTo(0.447f, within(1e-3f)); // 1 to 2, scaled to length 1
        assertThat(both[1]).isCloseTo(-0.894f, within(1e-3f));
        assertThat(space.point("green").meaning()).containsExactly(0, 0);
        assertThat(space.dimensions()).isEqualTo(2);
    }

    @Test
    void aPromptIsKnownAsFarAsItsNgramsAre() {
        PromptSpace space = space();
        double length = space.point("red").ngrams().length();

        assertThat(space.point("red").known()).isEqualTo(1 / length, within(1e-6));
        assertThat(space.point("red with much else").known()).isLessThan(0.8 / length);
        assertThat(space.point("green").known()).isZero();
    }

    @Test
    void denseVectorsAreTheMeaningAndTheShapeEachOnItsScale() {
        PromptSpace space = space();
        float[] dense = space.point("red").dense();

        assertThat(dense).hasSize(space.denseSize()).hasSize(2 + TextShape.SIZE);
        assertThat(dense[0]).isEqualTo(4);
        float[] shape = PromptSpace.shape("red");
        assertThat(dense[2]).isCloseTo(0.3f * (shape[0] - 1) * 2, within(1e-6f));
        float[] longest = space.point("?".repeat(300)).dense();
        assertThat(longest[2 + 3]).isCloseTo(0.3f * 4, within(1e-6f)); // not more than four deviations
    }

    @Test
    void promptsAreComparedByWhatTheySayAndATenthOfHowTheyLook() {
        PromptSpace space = space();
        PromptPoint point = space.point("red");
        float[] compared = point.compared();

        double squares = 0;
        for (float each : compared) {
            squares += each * each;
        }
        assertThat(compared).hasSize(space.denseSize());
        assertThat(squares).isEqualTo(1, within(1e-6));
        // of dense vectors the look is three tenths and the meaning four times
        assertThat(compared[5] / compared[0])
                .isCloseTo(point.dense()[5] / 0.3f * 0.1f / (point.dense()[0] / 4), within(1e-6f));
    }

    @Test
    void whatIsReadBackPointsTheSameWay() throws Exception {
        PromptSpace space = space();
        FileOutput out = new FileOutput();
        space.write(out);
        PromptSpace read = PromptSpace.read(new FileInput(ByteBuffer.wrap(out.bytes())));

        PromptPoint point = read.point("red, red and blue");
        assertThat(point.dense())
                .containsExactly(space.point("red, red and blue").dense());
        assertThat(point.ngrams().size()).isEqualTo(2);
        assertThat(read.ngrams().size()).isEqualTo(2);
    }

    @Test
    void aProjectionOfMoreThanThereIsIsRefused() {
        NgramTable none = new NgramTable(new int[0], new float[0], 1);
        float[] shape = new float[TextShape.SIZE];
        assertThatThrownBy(() -> new PromptSpace(none, Matrix.of(1, 1, new float[1]), shape, shape))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PromptSpace(none, Matrix.of(0, 1, new float[0]), new float[3], shape))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Red points along the first direction, blue against the second, twice as far. */
    private static PromptSpace space() {
        int red = HashedText.of("red").feature(0);
        int blue = HashedText.of("blue").feature(0);
        NgramTable ngrams = new NgramTable(new int[] {red, blue}, new float[] {1, 2}, 3);
        float[] means = new float[TextShape.SIZE];
        float[] scales = new float[TextShape.SIZE];
        Arrays.fill(means, 1);
        Arrays.fill(scales, 2);
        return new PromptSpace(ngrams, Matrix.of(2, 2, new float[] {1, 0, 0, -1}), means, scales);
    }
}
