package dev.pointsman.learned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class HashedVectorsTest {
    private static final String TEXT =
            "Please explain how the interest rate of a savings account is computed over several years.";

    private final HashedVectors encoder = new HashedVectors();

    @Test
    void vectorsHaveLengthOne() {
        float[] vector = encoder.encode(TEXT);

        assertThat(vector).hasSize(encoder.dimensions());
        assertThat(cosine(vector, vector)).isCloseTo(1, within(1e-5));
    }

    @Test
    void aTypoChangesLittleAndAnotherTextALot() {
        float[] vector = encoder.encode(TEXT);

        assertThat(cosine(vector, encoder.encode(TEXT.toUpperCase(Locale.ROOT))))
                .isCloseTo(1, within(1e-5));
        assertThat(cosine(vector, encoder.encode(TEXT.replace("several", "severel"))))
                .isBetween(0.85, 0.99);
        assertThat(cosine(vector, encoder.encode("Write a poem about the sea in winter.")))
                .isLessThan(0.3);
    }

    @Test
    void anEmptyTextIsNoDirection() {
        assertThat(encoder.encode("")).containsOnly(0);
    }

    private static double cosine(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }
}
