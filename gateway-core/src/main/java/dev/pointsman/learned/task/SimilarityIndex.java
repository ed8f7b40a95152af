package dev.pointsman.learned.task;

import dev.pointsman.learned.HashedText;
import java.util.Arrays;
import java.util.List;

/**
 * Sentences by their hashed n-grams, to be compared with one another: an inverted index, flat.
 *
 * <p>The similarity is the cosine of the weights 1 + ln n, each times the rarity ln((1 + sentences) / (1 + those that have it)). What stands in
 * more than a quarter of the sentences says nothing and has no rarity, which also bounds the work.
 */
final class SimilarityIndex {
    private static final double COMMON = 0.25;

    private final int sentences;
    private final int[] having = new int[HashedText.FEATURES];
    private final float[] rarity = new float[HashedText.FEATURES];
    /** The postings of feature f are those from {@code starts[f]} to {@code starts[f + 1]}. */
    private final int[] starts = new int[HashedText.FEATURES + 1];

    private final int[] rows;
    /** Of each posting: the weight of a sentence scaled to length 1. */
    private final float[] weights;

    SimilarityIndex(List<HashedText> all) {
        sentences = all.size();
        for (HashedText sentence : all) {
            for (int i = 0; i < sentence.size(); i++) {
                having[sentence.feature(i)]++;
            }
        }
        int most = Math.max(1, (int) (sentences * COMMON));
        for (int f = 0; f < having.length; f++) {
            boolean told = having[f] <= most;
            rarity[f] = told ? (float) Math.log((1.0 + sentences) / (1.0 + having[f])) : 0;
            starts[f + 1] = starts[f] + (told ? having[f] : 0);
        }
        rows = new int[starts[HashedText.FEATURES]];
        weights = new float[rows.length];
        int[] next = Arrays.copyOf(starts, HashedText.FEATURES);
        for (int row = 0; row < sentences; row++) {
            add(row, all.get(row), next);
        }
    }

    private void add(int row, HashedText sentence, int[] next) {
        double length = LinearScores.length(squared(sentence, 0), 0, 1);
        for (int i = 0; i < sentence.size(); i++) {
            int f = sentence.feature(i);
            if (rarity[f] > 0) {
                rows[next[f]] = row;
                weights[next[f]++] = (float) (sentence.weight(i) * rarity[f] / length);
            }
        }
    }

    /** Similarity of each pair of the sentences that were indexed. */
    double[][] kernel(List<HashedText> all) {
        double[][] kernel = new double[sentences][sentences];
        for (int row = 0; row < sentences; row++) {
            HashedText sentence = all.get(row);
            double length = LinearScores.length(squared(sentence, 0), 0, 1);
            for (int i = 0; i < sentence.size(); i++) {
                int f = sentence.feature(i);
                double weight = sentence.weight(i) * rarity[f] / length;
                for (int at = starts[f]; at < starts[f + 1]; at++) {
                    kernel[row][rows[at]] += weight * weights[at];
                }
            }
        }
        return kernel;
    }

    /** How much longer a sentence is than the part of it that other sentences share, by the rule of {@link LinearScores}. */
    double stretch(HashedText sentence, double leastKnown) {
        double all = squared(sentence, 0);
        double shared = squared(sentence, 1);
        return all == 0 ? 1 : Math.sqrt(all) / LinearScores.length(shared, all - shared, leastKnown);
    }

    /** Squared length over the n-grams that more than so many sentences have. */
    private double squared(HashedText sentence, int moreThan) {
        double square = 0;
        for (int i = 0; i < sentence.size(); i++) {
            int f = sentence.feature(i);
            double scaled = having[f] > moreThan ? sentence.weight(i) * rarity[f] : 0;
            square += scaled * scaled;
        }
        return square;
    }

    /** The fit as one weight per n-gram and label. */
    LinearScores linear(ExampleFit fit, int labels, double leastKnown) {
        int count = 0;
        for (int each : having) {
            count += each > 0 ? 1 : 0;
        }
        int[] features = new int[count];
        float[] rarities = new float[count];
        float[] linear = new float[count * labels];
        int row = 0;
        for (int f = 0; f < having.length; f++) {
            if (having[f] > 0) {
                features[row] = f;
                rarities[row] = rarity[f];
                for (int at = starts[f]; at < starts[f + 1]; at++) {
                    double[] coefficients = fit.coefficients(rows[at]);
                    for (int label = 0; label < labels; label++) {
                        linear[row * labels + label] += (float) (coefficients[label] * weights[at] * rarity[f]);
                    }
                }
                row++;
            }
        }
        float rarest = (float) Math.log(1.0 + sentences);
        return new LinearScores(features, rarities, linear, new float[labels], rarest, leastKnown);
    }
}
