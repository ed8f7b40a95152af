package dev.pointsman.balance;

/**
 * How much of its rate limit a provider said is left.
 *
 * @param share of the tightest limit, 0..1; NaN where nothing is known
 * @param untilNanos when that limit is renewed, on the monotonic clock: nothing is known from then on
 */
record Headroom(double share, long untilNanos) {
    static final Headroom UNKNOWN = new Headroom(Double.NaN, 0);

    double at(long nowNanos) {
        return untilNanos - nowNanos > 0 ? share : Double.NaN;
    }
}
