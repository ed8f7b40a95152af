package dev.pointsman.training.evaluate;

/**
 * A figure with its 95 % interval.
 *
 * @param value NaN where the figure does not exist, such as a share of a gain of nothing
 * @param low NaN where too few resamplings have the figure
 * @param high the same
 */
public record Interval(double value, double low, double high) {
    /** No figure. */
    public static final Interval NONE = new Interval(Double.NaN, Double.NaN, Double.NaN);

    /** Whether the whole interval is above a value. */
    public boolean above(double other) {
        return low > other;
    }
}
