package dev.pointsman.training.evaluate;

import java.util.ArrayList;
import java.util.List;

/**
 * What a task classifier made of labelled texts. A text is answered where the highest probability reaches the least confidence, else left open;
 * a text that belongs to no label is told rightly by being left open.
 */
public final class TaskEvaluation {
    public static final int BINS = 10;
    private static final double LEAST_PROBABILITY = 1e-12;

    /**
     * Texts of like confidence, for the calibration curve.
     *
     * @param from lowest confidence of the bin; the next bin's is higher by one tenth
     * @param confidence mean of the texts
     * @param right share of them that the most likely label was right of
     */
    public record Bin(double from, int texts, double confidence, double right) {}

    /**
     * One label's figures.
     *
     * @param texts that have it
     * @param precision of those told to have it, the share that has; NaN where none was told
     * @param recall of those that have it, the share that was told; NaN where none has
     * @param f1 harmonic mean of the two
     */
    public record PerLabel(String label, int texts, double precision, double recall, double f1) {}

    private final List<String> labels;
    private final double least;
    /** Row: truth, "none" last. Column: told, "left open" last. */
    private final int[][] confusion;

    private final int[] binTexts = new int[BINS];
    private final double[] binConfidence = new double[BINS];
    private final double[] binRight = new double[BINS];
    private int texts;
    private int likelyRight;
    private double squares;
    private double logs;

    /** @param least confidence, 0..1 */
    public TaskEvaluation(List<String> labels, double least) {
        this.labels = List.copyOf(labels);
        this.least = least;
        this.confusion = new int[labels.size() + 1][labels.size() + 1];
    }

    /**
     * Adds one text.
     *
     * @param truth position of its label; that of none is the number of labels
     * @param probabilities one per label, summing to at most 1
     */
    public void add(int truth, double[] probabilities) {
        int none = labels.size();
        int best = 0;
        double sum = 0;
        for (int i = 0; i < none; i++) {
            best = probabilities[i] > probabilities[best] ? i : best;
            sum += probabilities[i];
            squares += squared(probabilities[i] - (truth == i ? 1 : 0));
        }
        double ofNone = Math.max(0, 1 - sum);
        squares += squared(ofNone - (truth == none ? 1 : 0));
        logs -= Math.log(Math.max(LEAST_PROBABILITY, truth == none ? ofNone : probabilities[truth]));
        double confidence = probabilities[best];
        confusion[truth][confidence >= least ? best : none]++;
        likelyRight += best == truth ? 1 : 0;
        int bin = Math.min(BINS - 1, (int) (confidence * BINS));
        binTexts[bin]++;
        binConfidence[bin] += confidence;
        binRight[bin] += best == truth ? 1 : 0;
        texts++;
    }

    public List<String> labels() {
        return labels;
    }

    public double least() {
        return least;
    }

    public int texts() {
        return texts;
    }

    /** Texts of a label (or none) that were told another (or left open); positions as in {@link #add}. */
    public int confused(int truth, int told) {
        return confusion[truth][told];
    }

    public int answered() {
        int answered = 0;
        for (int[] row : confusion) {
            for (int told = 0; told < labels.size(); told++) {
                answered += row[told];
            }
        }
        return answered;
    }

    /** Share of the texts that were answered. */
    public double coverage() {
        return share(answered(), texts);
    }

    /** Share of the answered texts that were told rightly; NaN where none was answered. */
    public double accuracyOfAnswered() {
        int right = 0;
        for (int label = 0; label < labels.size(); label++) {
            right += confusion[label][label];
        }
        return share(right, answered());
    }

    /** Share of all texts whose most likely label was right, however sure. */
    public double accuracy() {
        return share(likelyRight, texts);
    }

    /** Mean squared distance of the probabilities, "none" among them, from the truth; 0 (best) to 2. */
    public double brier() {
        return share(squares, texts);
    }

    /** Mean of -ln of the probability of the truth. */
    public double logLoss() {
        return share(logs, texts);
    }

    /** Expected calibration error: the mean distance between confidence and share of right answers, over {@value #BINS} bins. */
    public double calibrationError() {
        double sum = 0;
        for (int bin = 0; bin < BINS; bin++) {
            sum += Math.abs(binConfidence[bin] - binRight[bin]);
        }
        return share(sum, texts);
    }

    /** The bins that hold texts. */
    public List<Bin> curve() {
        List<Bin> curve = new ArrayList<>();
        for (int bin = 0; bin < BINS; bin++) {
            if (binTexts[bin] > 0) {
                curve.add(new Bin(
                        (double) bin / BINS,
                        binTexts[bin],
                        binConfidence[bin] / binTexts[bin],
                        binRight[bin] / binTexts[bin]));
            }
        }
        return curve;
    }

    public List<PerLabel> perLabel() {
        List<PerLabel> all = new ArrayList<>();
        for (int label = 0; label < labels.size(); label++) {
            int told = 0;
            int having = 0;
            for (int other = 0; other <= labels.size(); other++) {
                told += confusion[other][label];
                having += confusion[label][other];
            }
            int right = confusion[label][label];
            all.add(new PerLabel(
                    labels.get(label),
                    having,
                    share(right, told),
                    share(right, having),
                    share(2.0 * right, told + having)));
        }
        return all;
    }

    private static double share(double part, int of) {
        return of == 0 ? Double.NaN : part / of;
    }

    private static double squared(double value) {
        return value * value;
    }
}
