package dev.pointsman.training.evaluate;

import java.util.ArrayList;
import java.util.List;

/** Whether scores come out as they were expected: expected and actual means in bins of the expected, over all rows and models. */
public final class ScoreCalibration {
    private static final int BINS = 10;

    /**
     * Answers of like expected score.
     *
     * @param expected mean
     * @param actual mean
     */
    public record Bin(int answers, double expected, double actual) {}

    private final int[] counts = new int[BINS];
    private final double[] expectedSums = new double[BINS];
    private final double[] actualSums = new double[BINS];
    private double squares;
    private long all;

    /** Adds one model's answer to one prompt. */
    public void add(double expected, double actual) {
        int bin = Math.max(0, Math.min(BINS - 1, (int) (expected * BINS)));
        counts[bin]++;
        expectedSums[bin] += expected;
        actualSums[bin] += actual;
        squares += (expected - actual) * (expected - actual);
        all++;
    }

    /** The bins that hold answers. */
    public List<Bin> bins() {
        List<Bin> bins = new ArrayList<>();
        for (int bin = 0; bin < BINS; bin++) {
            if (counts[bin] > 0) {
                bins.add(new Bin(counts[bin], expectedSums[bin] / counts[bin], actualSums[bin] / counts[bin]));
            }
        }
        return bins;
    }

    /** Mean squared distance of expected and actual score (Brier); NaN without answers. */
    public double squaredError() {
        return squares / all;
    }

    /** Expected calibration error: mean distance of the bins' means; NaN without answers. */
    public double calibrationError() {
        double sum = 0;
        for (int bin = 0; bin < BINS; bin++) {
            sum += Math.abs(expectedSums[bin] - actualSums[bin]);
        }
        return sum / all;
    }
}
