package dev.pointsman.replay;

/**
 * Sums of weighted outcomes, and resamplings of them: what a policy would have had, told from what another one had. With w how much likelier the choice
 * is under the next policy than it was, r what came of it, and q a guess of r made without it:
 *
 * <ul>
 *   <li>inverse propensity: mean of w·r (D. G. Horvitz, D. J. Thompson, 1952);
 *   <li>self-normalised: Σ w·r / Σ w (A. Swaminathan, T. Joachims, "The self-normalized estimator for counterfactual learning", 2015);
 *   <li>doubly robust: mean of q under the next policy + w·(r − q of the choice) (M. Dudík, J. Langford, L. Li, 2011).
 * </ul>
 *
 * Confined to one thread.
 */
final class WeightedSums {
    private static final int WIDTH = 5;
    private static final int COUNT = 0;
    private static final int WEIGHT = 1;
    private static final int WEIGHTED = 2;
    private static final int OUTCOME = 3;
    private static final int ROBUST = 4;

    private final double[][] sums = new double[Resampling.SAMPLES + 1][WIDTH];
    private final Resampling resampling;
    private double squares;
    private double most;

    WeightedSums(long seed) {
        resampling = new Resampling(seed);
    }

    /**
     * Adds one observation.
     *
     * @param weight 0 where the next policy would not have made the choice
     * @param guess of the outcome under the next policy
     * @param guessOfChoice of the outcome of the choice that was made
     */
    void add(double weight, double outcome, double guess, double guessOfChoice) {
        squares += weight * weight;
        most = Math.max(most, weight);
        double robust = guess + weight * (outcome - guessOfChoice);
        resampling.next();
        for (int sample = 0; sample <= Resampling.SAMPLES; sample++) {
            int times = resampling.times(sample);
            double[] at = sums[sample];
            at[COUNT] += times;
            at[WEIGHT] += times * weight;
            at[WEIGHTED] += times * weight * outcome;
            at[OUTCOME] += times * outcome;
            at[ROBUST] += times * robust;
        }
    }

    /** What they tell. */
    OffPolicy.Estimate estimate() {
        double all = sums[0][COUNT];
        if (all == 0) {
            return OffPolicy.Estimate.NONE;
        }
        return new OffPolicy.Estimate(
                (long) all,
                squares == 0 ? 0 : sums[0][WEIGHT] * sums[0][WEIGHT] / squares,
                most,
                ratio(OUTCOME, COUNT),
                ratio(WEIGHTED, COUNT),
                ratio(WEIGHTED, WEIGHT),
                ratio(ROBUST, COUNT),
                Resampling.figure(sample -> at(sample, ROBUST, COUNT) - at(sample, OUTCOME, COUNT)));
    }

    /** One sum over another; nothing to tell where that is 0 of all as they are. */
    private Interval ratio(int above, int below) {
        return sums[0][below] == 0 ? Interval.NONE : Resampling.figure(sample -> at(sample, above, below));
    }

    /** A resampling that drew nothing says what all say. */
    private double at(int sample, int above, int below) {
        double[] drawn = sums[sample][below] == 0 ? sums[0] : sums[sample];
        return drawn[above] / drawn[below];
    }
}
