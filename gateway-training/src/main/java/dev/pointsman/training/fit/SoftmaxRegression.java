package dev.pointsman.training.fit;

import dev.pointsman.training.fit.Vocabulary.Sparse;
import java.util.List;
import java.util.Random;

/**
 * Multinomial logistic regression by AdaGrad: one weight per row and label, one bias per label.
 *
 * <p>Each step has one text; its gradient is (probability − truth) times the text's values, plus a ridge on the weights it touches. The order is
 * drawn anew for each round from the seed. Source: Duchi, Hazan and Singer, "Adaptive Subgradient Methods" (JMLR 12, 2011), section 1.1.
 */
final class SoftmaxRegression {
    private static final float RATE = 0.1f;
    private static final float RIDGE = 1e-6f;
    private static final float EPSILON = 1e-8f;

    private final int labels;
    private final float[] weights;
    private final float[] bias;
    private final float[] weightSquares;
    private final float[] biasSquares;

    SoftmaxRegression(int rows, int labels) {
        this.labels = labels;
        weights = new float[rows * labels];
        bias = new float[labels];
        weightSquares = new float[weights.length];
        biasSquares = new float[labels];
    }

    /** @param truth label of each text */
    void fit(List<Sparse> texts, int[] truth, int rounds, long seed, Runnable afterRound) {
        Random random = new Random(seed);
        int[] order = new int[texts.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        for (int round = 0; round < rounds; round++) {
            shuffle(order, random);
            for (int at : order) {
                step(texts.get(at), truth[at]);
            }
            afterRound.run();
        }
    }

    /** One score per label: the logarithm of its probability but for a constant. */
    double[] scores(Sparse text) {
        double[] scores = new double[labels];
        for (int label = 0; label < labels; label++) {
            scores[label] = bias[label];
        }
        for (int i = 0; i < text.rows.length; i++) {
            int at = text.rows[i] * labels;
            for (int label = 0; label < labels; label++) {
                scores[label] += text.values[i] * weights[at + label];
            }
        }
        return scores;
    }

    float[] weights() {
        return weights;
    }

    float[] bias() {
        return bias;
    }

    private void step(Sparse text, int truth) {
        float[] slopes = slopes(scores(text), truth);
        for (int i = 0; i < text.rows.length; i++) {
            int at = text.rows[i] * labels;
            float value = text.values[i];
            for (int label = 0; label < labels; label++) {
                float slope = slopes[label] * value + RIDGE * weights[at + label];
                float square = weightSquares[at + label] + slope * slope;
                weightSquares[at + label] = square;
                weights[at + label] -= RATE * slope / ((float) Math.sqrt(square) + EPSILON);
            }
        }
        for (int label = 0; label < labels; label++) {
            biasSquares[label] += slopes[label] * slopes[label];
            bias[label] -= RATE * slopes[label] / ((float) Math.sqrt(biasSquares[label]) + EPSILON);
        }
    }

    private static float[] slopes(double[] scores, int truth) {
        double top = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            top = Math.max(top, score);
        }
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = StrictMath.exp(scores[i] - top);
            sum += scores[i];
        }
        float[] slopes = new float[scores.length];
        for (int i = 0; i < scores.length; i++) {
            slopes[i] = (float) (scores[i] / sum - (i == truth ? 1 : 0));
        }
        return slopes;
    }

    private static void shuffle(int[] order, Random random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
    }
}
