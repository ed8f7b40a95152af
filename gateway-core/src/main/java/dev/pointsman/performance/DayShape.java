package dev.pointsman.performance;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How the requests of a day are spread over its hours, learned from the days before: even at first, then each day with enough requests moves
 * it half the way. Counting is shared by all loops; {@link #dayEnded} is called by one of them.
 */
final class DayShape {
    private static final int HOURS = 24;
    private static final int ENOUGH = 200;
    private static final double NEWEST = 0.5;
    /** Share of the day that every hour is believed to have at least, so that a quiet night can be spent in, too. */
    private static final double LEAST = 0.002;

    private final AtomicLongArray today = new AtomicLongArray(HOURS);
    private volatile double[] before = even();

    private static double[] even() {
        double[] shape = new double[HOURS + 1];
        for (int hour = 0; hour < HOURS; hour++) {
            shape[hour + 1] = (hour + 1.0) / HOURS;
        }
        return shape;
    }

    void count(int secondOfDay) {
        today.incrementAndGet(secondOfDay / 3600);
    }

    /** Share of the day's requests that are expected to have come until then, 0..1. */
    double elapsed(int secondOfDay) {
        double[] shape = before;
        int hour = secondOfDay / 3600;
        double part = secondOfDay % 3600 / 3600.0;
        return shape[hour] + part * (shape[hour + 1] - shape[hour]);
    }

    void dayEnded() {
        long[] counts = new long[HOURS];
        long sum = 0;
        for (int hour = 0; hour < HOURS; hour++) {
            counts[hour] = today.getAndSet(hour, 0);
            sum += counts[hour];
        }
        if (sum < ENOUGH) {
            return;
        }
        double[] old = before;
        double[] learned = new double[HOURS + 1];
        for (int hour = 0; hour < HOURS; hour++) {
            double share = (1 - NEWEST) * (old[hour + 1] - old[hour]) + NEWEST * counts[hour] / sum;
            learned[hour + 1] = learned[hour] + Math.max(LEAST, share);
        }
        for (int hour = 1; hour <= HOURS; hour++) {
            learned[hour] /= learned[HOURS];
        }
        before = learned;
    }
}
