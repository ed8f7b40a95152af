package dev.pointsman.learned.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MatrixTest {
    @Test
    void numbersAreRoundedToTheNearestOfEightBinaryDigits() {
        assertThat(Matrix.rounded(1)).isEqualTo(1);
        assertThat(Matrix.rounded(1.003f)).isEqualTo(1);
        assertThat(Matrix.rounded(1.005f)).isEqualTo(1 + 1 / 128f);
        assertThat(Matrix.rounded(1 + 1 / 256f)).isEqualTo(1); // half way: to the even one
        assertThat(Matrix.rounded(1 + 3 / 256f)).isEqualTo(1 + 1 / 64f); // half way: to the even one
        assertThat(Matrix.rounded(-1.005f)).isEqualTo(-1 - 1 / 128f);
        assertThat(Matrix.rounded(0)).isZero();
        assertThat(Matrix.rounded(Float.MAX_VALUE))
                .isLessThan(Float.POSITIVE_INFINITY)
                .isGreaterThan(3.3e38f);
        Random random = new Random(3);
        for (int i = 0; i < 1_000; i++) {
            float value = (float) random.nextGaussian();
            assertThat(Matrix.rounded(value)).isCloseTo(value, within(Math.abs(value) / 255));
        }
    }

    @Test
    void whatIsReadBackIsTheSameToTheLastBit() throws Exception {
        Matrix written = Matrix.of(2, 3, new float[] {0.1f, 0.2f, 0.3f, -4, 5, 6.7f});
        FileOutput out = new FileOutput();
        written.write(out);
        Matrix read = Matrix.read(new FileInput(ByteBuffer.wrap(out.bytes())), 2, 3, "rows");

        assertThat(read.rows()).isEqualTo(2);
        assertThat(read.row(0)).containsExactly(written.row(0));
        assertThat(read.row(1)).containsExactly(written.row(1));
        assertThat(read.at(1, 0)).isEqualTo(-4);
    }

    @Test
    void rowsAreAddedAndMultiplied() {
        Matrix matrix = Matrix.of(2, 2, new float[] {1, 2, 3, 4});
        float[] sums = {10, 20};
        matrix.addTo(sums, 1, 2);

        assertThat(sums).containsExactly(16, 28);
        assertThat(matrix.product(1, new float[] {1, 10})).isEqualTo(43);
        assertThat(matrix.columns()).isEqualTo(2);
    }

    @Test
    void aMatrixOfAnotherShapeIsRefused() {
        FileOutput out = new FileOutput();
        Matrix.of(2, 2, new float[4]).write(out);
        assertThatThrownBy(() -> Matrix.read(new FileInput(ByteBuffer.wrap(out.bytes())), 1, 2, "means"))
                .hasMessageContaining("rows of means");
        assertThatThrownBy(() -> Matrix.read(new FileInput(ByteBuffer.wrap(out.bytes())), 2, 3, "means"))
                .hasMessageContaining("columns of means");
        FileOutput huge = new FileOutput().number(1 << 30).number(1 << 10);
        assertThatThrownBy(() ->
                        Matrix.read(new FileInput(ByteBuffer.wrap(huge.bytes())), Integer.MAX_VALUE, 1 << 10, "means"))
                .isInstanceOf(RefusedFile.class)
                .hasMessageContaining("too many");
        assertThatThrownBy(() -> Matrix.of(2, 2, new float[3])).isInstanceOf(IllegalArgumentException.class);
    }
}
