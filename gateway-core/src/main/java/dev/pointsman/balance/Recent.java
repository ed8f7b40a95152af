package dev.pointsman.balance;

/**
 * A mean over what was observed lately: of many observations the last {@value #MOST} or so count, and all of them less as time passes.
 * Immutable; each observation gives the next.
 *
 * <p>Evidence is counted in observations. It halves every {@link #HALF_LIFE_NANOS}, and is held at {@value #MOST}, so that a deployment
 * called a thousand times a second is judged by its newest calls just as one called twice a second is.
 *
 * @param mean of the observations, the newer ones weighing more; NaN before the first
 * @param evidence how many observations the mean stood for when the last came
 * @param atNanos when that was
 * @param surprises how many observations in a row were far above the mean; below it, as a negative number. Only {@link #following} counts them
 */
record Recent(double mean, double evidence, long atNanos, int surprises) {
    /** Old enough to be worth half: ten seconds, so that what is a minute old counts a sixty-fourth. */
    static final long HALF_LIFE_NANOS = 10_000_000_000L;

    static final double MOST = 10;
    /** One observation counts as at most so many times the mean before it: a single outlier must not decide. */
    static final double OUTLIER = 10;

    /** An observation is a surprise from so many times the mean on, or below such a part of it. */
    private static final double SURPRISE = 3;
    /** One surprise is an outlier; two of a kind in a row are a change, and what was before counts as no more than this. */
    private static final double CHANGED = 2;

    static final Recent NOTHING = new Recent(Double.NaN, 0, 0, 0);

    private static final double LN_2 = Math.log(2);

    /** What is left of a weight after a time: 1 at once, a half after the half-life. Time never runs backwards. */
    static double left(long nanos) {
        return nanos <= 0 ? 1 : Math.exp(-LN_2 / HALF_LIFE_NANOS * nanos);
    }

    /** With one more observation, 0 or more. */
    Recent with(double observed, long nowNanos) {
        return with(observed, nowNanos, MOST, 0);
    }

    /**
     * With one more observation, 0 or more, of something that rarely varies much by itself: a change is followed at the second observation, where
     * the mean alone would take one for each that it stands for.
     */
    Recent following(double observed, long nowNanos) {
        int seen = observed > mean * SURPRISE
                ? Math.max(0, surprises) + 1
                : observed * SURPRISE < mean ? Math.min(0, surprises) - 1 : 0;
        return with(observed, nowNanos, Math.abs(seen) > 1 ? CHANGED : MOST, seen);
    }

    /** @param before at most so many of the observations so far count */
    private Recent with(double observed, long nowNanos, double before, int seen) {
        if (evidence == 0) {
            return new Recent(observed, 1, nowNanos, 0);
        }
        double known = Math.min(before, evidenceAt(nowNanos));
        double bounded = mean > 0 ? Math.min(observed, mean * OUTLIER) : observed;
        return new Recent((mean * known + bounded) / (known + 1), Math.min(MOST, known + 1), nowNanos, seen);
    }

    /** Observations it is worth at that time. */
    double evidenceAt(long nowNanos) {
        return evidence == 0 ? 0 : evidence * left(nowNanos - atNanos);
    }
}
