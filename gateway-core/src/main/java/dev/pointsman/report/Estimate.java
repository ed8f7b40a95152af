package dev.pointsman.report;

/**
 * A figure with its 95 % interval.
 *
 * @param value NaN where there is nothing to tell of
 * @param low NaN where it is not told how sure the value is
 */
public record Estimate(double value, double low, double high) {
    /** Nothing to tell of. */
    static final Estimate NONE = new Estimate(Double.NaN, Double.NaN, Double.NaN);

    public boolean known() {
        return Double.isFinite(value);
    }

    /** Whether it is told how sure the value is. */
    public boolean sure() {
        return Double.isFinite(low) && Double.isFinite(high);
    }
}
