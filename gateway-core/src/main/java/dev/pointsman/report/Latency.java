package dev.pointsman.report;

import java.util.Arrays;

/** Times by size, each size {@value #GROWTH} times the one before: quantiles in bounded memory, off by at most 2 %. From a microsecond to some hours. */
final class Latency {
    private static final double GROWTH = 1.04;
    private static final double LEAST_MILLIS = 0.001;
    private static final int MOST_SIZES = 600;
    private static final double PER_SIZE = 1 / Math.log(GROWTH);

    private int[] counts = new int[0];
    private long count;

    /** Negative times, of moments that never came, are passed over. */
    void add(double millis) {
        if (!(millis >= 0)) {
            return;
        }
        double size = Math.log(Math.max(millis, LEAST_MILLIS) / LEAST_MILLIS) * PER_SIZE;
        int at = (int) Math.min(MOST_SIZES - 1, Math.round(size));
        if (at >= counts.length) {
            counts = Arrays.copyOf(counts, Math.min(MOST_SIZES, at + 64));
        }
        counts[at]++;
        count++;
    }

    long count() {
        return count;
    }

    /** Milliseconds that this share of the times does not exceed; NaN where there are none. */
    double quantile(double share) {
        long wanted = Math.max(1, (long) Math.ceil(share * count));
        long seen = 0;
        for (int at = 0; at < counts.length; at++) {
            seen += counts[at];
            if (seen >= wanted) {
                return LEAST_MILLIS * Math.pow(GROWTH, at);
            }
        }
        return Double.NaN;
    }
}
