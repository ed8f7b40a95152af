package dev.pointsman.learned.quality;

/** Odds and probabilities. */
final class Logistic {
    private Logistic() {}

    /** 1 / (1 + e^-x). */
    static double probability(double logit) {
        return 1 / (1 + StrictMath.exp(-logit));
    }

    /** Scores as probabilities that sum to 1, in place. */
    static void softmax(double[] scores) {
        double top = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            top = Math.max(top, score);
        }
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = StrictMath.exp(scores[i] - top);
            sum += scores[i];
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] /= sum;
        }
    }

    static double within(double score) {
        return Math.max(0, Math.min(1, score));
    }
}
