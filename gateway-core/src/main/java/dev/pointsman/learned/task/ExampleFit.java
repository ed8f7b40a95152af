package dev.pointsman.learned.task;

import java.util.Arrays;
import java.util.List;

/** A ridge fit to the example sentences of tasks, with {@link Background} as what belongs to none of them, and its calibration. */
final class ExampleFit {
    private static final double RIDGE = 0.3;
    /** There is more background than examples: it must not drown them. */
    private static final double BACKGROUND_WEIGHT = 0.3;

    private final int[] labels;
    private final KernelRidge fit;

    /**
     * @param kernel similarity of each pair of sentences, examples first; overwritten
     * @param labels of the sentences; negative for background
     */
    ExampleFit(double[][] kernel, int[] labels, int count) {
        this.labels = labels;
        this.fit = new KernelRidge(kernel, labels, count, RIDGE);
    }

    /** The label of each example in order of labels, then -1 for each sentence of the background. */
    static int[] labelsOf(List<TaskLabel> labels, int background) {
        int examples = labels.stream().mapToInt(label -> label.like().size()).sum();
        int[] of = new int[examples + background];
        Arrays.fill(of, examples, of.length, -1);
        int at = 0;
        for (int label = 0; label < labels.size(); label++) {
            int end = at + labels.get(label).like().size();
            Arrays.fill(of, at, end, label);
            at = end;
        }
        return of;
    }

    /** What a sentence adds to each label's score, for a similarity of 1. */
    double[] coefficients(int sentence) {
        return fit.coefficients(sentence);
    }

    /**
     * Calibrated on what a fit to all the other sentences says of each.
     *
     * @param stretch of each sentence's scores: how much longer its vector is than the part of it that the others share
     */
    Calibration calibration(double[] stretch) {
        double[][] scores = new double[labels.length][];
        double[] weights = new double[labels.length];
        for (int i = 0; i < labels.length; i++) {
            double[] its = fit.withoutIt(i);
            for (int label = 0; label < its.length; label++) {
                its[label] *= stretch[i];
            }
            scores[i] = its;
            weights[i] = labels[i] < 0 ? BACKGROUND_WEIGHT : 1;
        }
        return Calibration.withNone(scores, labels, weights);
    }
}
