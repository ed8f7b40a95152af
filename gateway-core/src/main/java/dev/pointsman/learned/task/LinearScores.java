package dev.pointsman.learned.task;

import dev.pointsman.learned.HashedText;
import java.util.Arrays;

/**
 * One score per label, linear in a text's hashed n-grams: the cost of a text does not depend on how many examples the weights came from.
 *
 * <p>A text is scaled to length 1 first, over the n-grams that have a rarity here; those that have none count as the rarest there is, but for at
 * most {@code 1 / leastKnown - 1} of what the others amount to. With {@code leastKnown} 1 a text that is mostly unknown scores low; with less, a
 * long text is judged by the part that is known.
 */
public final class LinearScores {
    private static final int UNKNOWN = -1;

    private final int labels;
    /** Row of a feature, or {@link #UNKNOWN}. */
    private final int[] rowOf;

    private final int[] features;
    /** Of each row; 0 where the n-gram is too common to tell anything. */
    private final float[] rarity;
    /** A row holds one weight per label; the rarity is in it. */
    private final float[] weights;

    private final float[] bias;
    private final float rarest;
    private final double leastKnown;

    /**
     * @param features of the rows, ascending
     * @param rarity of the rows, at least 0
     * @param weights of the rows one after the other, each with one weight per label, the rarity already in it
     * @param bias of the labels
     * @param rarest the rarity of what has no row
     * @param leastKnown share of a text's squared length that counts as known at the least, above 0 and up to 1
     */
    public LinearScores(
            int[] features, float[] rarity, float[] weights, float[] bias, float rarest, double leastKnown) {
        if (rarity.length != features.length || weights.length != features.length * bias.length) {
            throw new IllegalArgumentException("weights: " + weights.length + " (expected: features times labels)");
        }
        this.labels = bias.length;
        this.features = features.clone();
        this.rarity = rarity.clone();
        this.bias = bias.clone();
        this.rarest = rarest;
        this.leastKnown = leastKnown;
        this.weights = weights.clone();
        rowOf = new int[HashedText.FEATURES];
        Arrays.fill(rowOf, UNKNOWN);
        for (int row = 0; row < features.length; row++) {
            rowOf[features[row]] = row;
        }
    }

    /** One score per label. */
    double[] of(HashedText text) {
        float[] sums = new float[labels];
        double known = 0;
        double unknown = 0;
        for (int i = 0; i < text.size(); i++) {
            float weight = text.weight(i);
            int row = rowOf[text.feature(i)];
            float scaled = weight * (row == UNKNOWN ? rarest : rarity[row]);
            if (row == UNKNOWN) {
                unknown += scaled * scaled;
            } else if (scaled > 0) {
                known += scaled * scaled;
                int at = row * labels;
                for (int label = 0; label < sums.length; label++) {
                    sums[label] += weight * weights[at + label];
                }
            }
        }
        double length = length(known, unknown, leastKnown);
        double[] scores = new double[labels];
        for (int label = 0; label < labels; label++) {
            scores[label] = sums[label] / length + bias[label];
        }
        return scores;
    }

    /** Of squared lengths, the length to scale with; 1 for nothing. */
    static double length(double known, double unknown, double leastKnown) {
        double square = Math.max(known, leastKnown * (known + unknown));
        return square == 0 ? 1 : Math.sqrt(square);
    }

    int rows() {
        return features.length;
    }

    int feature(int row) {
        return features[row];
    }

    float rarity(int row) {
        return rarity[row];
    }

    float weight(int row, int label) {
        return weights[row * labels + label];
    }

    float bias(int label) {
        return bias[label];
    }

    float rarest() {
        return rarest;
    }
}
