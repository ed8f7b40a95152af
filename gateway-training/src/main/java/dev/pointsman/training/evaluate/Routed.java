package dev.pointsman.training.evaluate;

/** What answering each row in some way came to: by one model always, by a router's choices, or by chance. Immutable. */
public final class Routed {
    private final double[] scores;
    private final double[] costsUsd;

    /**
     * Keeps the arrays.
     *
     * @param scores of each row, 0 to 1
     * @param costsUsd of each row; NaN where it is not known
     */
    Routed(double[] scores, double[] costsUsd) {
        this.scores = scores;
        this.costsUsd = costsUsd;
    }

    /** Mean score. */
    public double quality(int[] times) {
        return mean(scores, times);
    }

    /** Mean US dollars of a row; NaN where some are not known. */
    public double costUsd(int[] times) {
        return mean(costsUsd, times);
    }

    /** Score of one row. */
    public double score(int row) {
        return scores[row];
    }

    /** Standard error of the mean difference to another way on the same rows, each taken for itself. */
    public double standardErrorOver(Routed other) {
        int n = scores.length;
        double sum = 0;
        double squares = 0;
        for (int row = 0; row < n; row++) {
            double difference = scores[row] - other.scores[row];
            sum += difference;
            squares += difference * difference;
        }
        return n < 2 ? Double.NaN : Math.sqrt(Math.max(0, squares - sum * sum / n) / (n - 1) / n);
    }

    private static double mean(double[] values, int[] times) {
        double sum = 0;
        long count = 0;
        for (int row = 0; row < values.length; row++) {
            if (times[row] > 0) {
                sum += times[row] * values[row];
                count += times[row];
            }
        }
        return count == 0 ? Double.NaN : sum / count;
    }
}
