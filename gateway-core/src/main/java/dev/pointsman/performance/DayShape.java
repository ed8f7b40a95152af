package dev.pointsman.performance;

import dev.pointsman.api.json.JsonWriter;
import java.util.concurrent.atomic.AtomicLongArray;
import tools.jackson.databind.JsonNode;

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

    /** What it has counted and learned, as fields of the object that is open. */
    void write(JsonWriter json) {
        json.name("today").beginArray();
        for (int hour = 0; hour < HOURS; hour++) {
            json.number(today.get(hour));
        }
        json.endArray();
        json.name("before").beginArray();
        for (double share : before) {
            json.number(share);
        }
        json.endArray();
    }

    /**
     * Goes on from what was written.
     *
     * @throws IllegalArgumentException where that is not what a shape wrote
     */
    void read(JsonNode node) {
        double[] shape = new double[HOURS + 1];
        for (int hour = 0; hour < HOURS; hour++) {
            shape[hour + 1] = node.path("before").path(hour + 1).asDouble(Double.NaN);
            if (!(shape[hour + 1] >= shape[hour] && shape[hour + 1] <= 1 + 1e-9)) {
                throw new IllegalArgumentException("a day's shape (expected: 25 shares that rise to 1)");
            }
        }
        for (int hour = 0; hour < HOURS; hour++) {
            today.set(hour, Math.max(0, node.path("today").path(hour).asLong(0)));
        }
        before = shape;
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
