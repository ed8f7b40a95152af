package dev.pointsman.rollout;

import java.util.Arrays;

/**
 * Numbers as they come: count, mean and variance of all (Welford, "Note on a method for calculating corrected sums of squares and products",
 * 1962), mean and quantiles of the last ones. Not thread-safe.
 */
final class Series {
    private final double[] last;
    private int filled;
    private int at;
    private double sumOfLast;
    private long count;
    private double mean;
    private double squares;

    /** @param window how many of the last numbers are looked at */
    Series(int window) {
        last = new double[window];
    }

    void add(double value) {
        count++;
        double delta = value - mean;
        mean += delta / count;
        squares += delta * (value - mean);
        if (filled == last.length) {
            sumOfLast -= last[at];
        } else {
            filled++;
        }
        last[at] = value;
        sumOfLast += value;
        at = (at + 1) % last.length;
        if (at == 0) {
            sumOfLast = Arrays.stream(last, 0, filled).sum(); // what rounding has added up is dropped once a round
        }
    }

    long count() {
        return count;
    }

    /** Of all; NaN before the first. */
    double mean() {
        return count == 0 ? Double.NaN : mean;
    }

    /** Of all, unbiased; NaN before the second. */
    double variance() {
        return count < 2 ? Double.NaN : squares / (count - 1);
    }

    /** Whether as many numbers have come as the window holds. */
    boolean full() {
        return filled == last.length;
    }

    /** NaN before the first. */
    double meanOfLast() {
        return filled == 0 ? Double.NaN : sumOfLast / filled;
    }

    /** The smallest of the last numbers that at least that share of them does not exceed; NaN before the first. */
    double quantileOfLast(double share) {
        if (filled == 0) {
            return Double.NaN;
        }
        double[] sorted = Arrays.copyOf(last, filled);
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(share * filled) - 1)];
    }
}
