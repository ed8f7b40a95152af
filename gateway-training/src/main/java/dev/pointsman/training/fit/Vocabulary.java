package dev.pointsman.training.fit;

import dev.pointsman.learned.HashedText;
import java.util.Arrays;
import java.util.List;

/**
 * The n-grams that a set of texts shares: each with a row and a rarity ln((1 + n) / (1 + texts that have it)) + 1. What only one text has is left
 * out, and counts as the rarest.
 */
final class Vocabulary {
    private static final int LEAST_TEXTS = 2;

    private final int[] rowOf = new int[HashedText.FEATURES];
    private final int[] features;
    private final float[] rarity;
    private final float rarest;

    Vocabulary(List<HashedText> texts) {
        int[] having = new int[HashedText.FEATURES];
        for (HashedText text : texts) {
            for (int i = 0; i < text.size(); i++) {
                having[text.feature(i)]++;
            }
        }
        Arrays.fill(rowOf, -1);
        int rows = 0;
        for (int f = 0; f < having.length; f++) {
            if (having[f] >= LEAST_TEXTS) {
                rowOf[f] = rows++;
            }
        }
        features = new int[rows];
        rarity = new float[rows];
        for (int f = 0; f < having.length; f++) {
            if (rowOf[f] >= 0) {
                features[rowOf[f]] = f;
                rarity[rowOf[f]] = (float) (Math.log((1.0 + texts.size()) / (1.0 + having[f])) + 1);
            }
        }
        rarest = (float) (Math.log(1.0 + texts.size()) + 1);
    }

    int size() {
        return features.length;
    }

    int[] features() {
        return features;
    }

    float[] rarity() {
        return rarity;
    }

    float rarest() {
        return rarest;
    }

    /** A text scaled to length 1, unknown n-grams counted in, as rows and values. */
    Sparse sparse(HashedText text) {
        int[] rows = new int[text.size()];
        float[] values = new float[text.size()];
        int count = 0;
        double square = 0;
        for (int i = 0; i < text.size(); i++) {
            int row = rowOf[text.feature(i)];
            float value = text.weight(i) * (row < 0 ? rarest : rarity[row]);
            square += value * value;
            if (row >= 0) {
                rows[count] = row;
                values[count++] = value;
            }
        }
        float length = square == 0 ? 1 : (float) Math.sqrt(square);
        for (int i = 0; i < count; i++) {
            values[i] /= length;
        }
        return new Sparse(Arrays.copyOf(rows, count), Arrays.copyOf(values, count));
    }

    /** A sparse vector; its arrays are not changed any more. */
    static final class Sparse {
        final int[] rows;
        final float[] values;

        Sparse(int[] rows, float[] values) {
            this.rows = rows;
            this.values = values;
        }
    }
}
