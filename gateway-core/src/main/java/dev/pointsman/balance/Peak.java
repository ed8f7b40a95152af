package dev.pointsman.balance;

/**
 * A peak-sensitive moving average: it jumps to a larger value at once and comes down from it with time, so that a slow answer is believed at
 * once and a fast one only in the long run. Immutable.
 *
 * <p>Source: Finagle's {@code PeakEwma} load metric (Twitter, 2015), with this gateway's half-life in place of its decay time.
 *
 * @param value when it was last observed; NaN before
 */
record Peak(double value, long atNanos) {
    static final Peak NOTHING = new Peak(Double.NaN, 0);

    Peak with(double observed, long nowNanos) {
        if (Double.isNaN(value)) {
            return new Peak(observed, nowNanos);
        }
        double left = Recent.left(nowNanos - atNanos);
        double decayed = value * left;
        return new Peak(observed > decayed ? observed : decayed + observed * (1 - left), nowNanos);
    }

    /** What it has come down to; NaN where nothing was observed. */
    double at(long nowNanos) {
        return value * Recent.left(nowNanos - atNanos);
    }
}
