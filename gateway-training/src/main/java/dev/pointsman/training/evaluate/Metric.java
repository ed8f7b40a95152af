package dev.pointsman.training.evaluate;

/** A figure of some rows, each counted a number of times: so the same code gives the figure and, over resamplings, its interval. */
@FunctionalInterface
public interface Metric {
    /**
     * The figure.
     *
     * @param times how often each row counts, 0 or more; not to be changed or kept
     * @return NaN where it does not exist
     */
    double of(int[] times);

    /** How much more it is than another on the same rows: paired, so that what both share falls out of the interval. */
    default Metric minus(Metric other) {
        return times -> of(times) - other.of(times);
    }
}
