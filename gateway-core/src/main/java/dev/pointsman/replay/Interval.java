package dev.pointsman.replay;

/**
 * A figure with its 95 % interval.
 *
 * @param low NaN where there was too little to tell
 */
public record Interval(double value, double low, double high) {
    private static final double Z = 1.959963984540054;

    /** Nothing to tell of. */
    static final Interval NONE = new Interval(Double.NaN, Double.NaN, Double.NaN);

    /** A share of a count: E. B. Wilson, "Probable inference, the law of succession, and statistical inference" (1927). */
    static Interval wilson(long part, long whole) {
        if (whole == 0) {
            return NONE;
        }
        double share = (double) part / whole;
        double squared = Z * Z / whole;
        double middle = (share + squared / 2) / (1 + squared);
        double half = Z / (1 + squared) * Math.sqrt(share * (1 - share) / whole + squared / (4 * whole));
        return new Interval(share, Math.max(0, middle - half), Math.min(1, middle + half));
    }

    /** A mean, by the normal approximation. */
    static Interval mean(double sum, double sumOfSquares, long count) {
        if (count == 0) {
            return NONE;
        }
        double mean = sum / count;
        if (count == 1) {
            return new Interval(mean, Double.NaN, Double.NaN);
        }
        double variance = Math.max(0, (sumOfSquares - sum * mean) / (count - 1));
        double half = Z * Math.sqrt(variance / count);
        return new Interval(mean, mean - half, mean + half);
    }

    /** Whether it is told how sure the value is. */
    public boolean told() {
        return !Double.isNaN(low) && !Double.isNaN(high);
    }
}
