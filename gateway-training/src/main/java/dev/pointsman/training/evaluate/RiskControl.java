package dev.pointsman.training.evaluate;

import java.util.function.IntFunction;

/**
 * Chooses how far a router may go so that, with a given confidence, its quality on prompts like those at hand stays above a share of a fixed model's:
 * settings are tested from the safe end on, each for whether its mean loss is above nothing, and the first that cannot be cleared ends it
 * (learn then test with a fixed sequence: Angelopoulos, Bates et al., arXiv 2110.01052). The test bets against the loss, prompt by prompt, and clears
 * a setting when the stake has grown to 1 / (1 − confidence): for losses within known bounds this holds at any number of prompts, and needs far fewer of
 * them than Hoeffding's inequality (Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting", 2024).
 */
public final class RiskControl {
    private final double minQuality;
    private final double confidence;

    /**
     * What is asked for.
     *
     * @param minQuality share of the fixed model's mean score that is to be kept, 0 to 1
     * @param confidence above 0 and below 1: of as many calibrations on fresh prompts that keep it
     */
    public RiskControl(double minQuality, double confidence) {
        if (!(minQuality >= 0 && minQuality <= 1)) {
            throw new IllegalArgumentException("minQuality: " + minQuality + " (expected: 0 to 1)");
        }
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException("confidence: " + confidence + " (expected: above 0 and below 1)");
        }
        this.minQuality = minQuality;
        this.confidence = confidence;
    }

    /**
     * How many of the settings, from the first on, are cleared.
     *
     * @param settings how many there are; they and their order must have been chosen without the scores
     * @param routed scores of each setting's rows, the safest setting first; rows in an order that has nothing to do with them
     * @param fixed scores of the fixed model on the same rows
     */
    public int cleared(int settings, IntFunction<double[]> routed, double[] fixed) {
        for (int i = 0; i < settings; i++) {
            if (!clear(routed.apply(i), fixed)) {
                return i;
            }
        }
        return settings;
    }

    /** Whether a setting keeps the quality, as far as its rows can tell. */
    boolean clear(double[] routed, double[] fixed) {
        double wanted = 1 / (1 - confidence);
        double spread = 1 + minQuality;
        double worst = minQuality / spread;
        double stake = 1;
        double sum = 0.5;
        double squares = 0.25;
        for (int row = 0; row < routed.length; row++) {
            // A gain within 0..1 whose mean is at most `worst` where the quality is not kept.
            double gain = (routed[row] - minQuality * fixed[row] + minQuality) / spread;
            double variance = squares / (row + 1);
            double bet = Math.sqrt(2 * Math.log(wanted) / (variance * routed.length));
            stake *= 1 + Math.min(bet, worst > 0 ? 0.75 / worst : 0.75) * (gain - worst);
            sum += gain;
            double off = gain - sum / (row + 2);
            squares += off * off;
            if (stake >= wanted) {
                return true;
            }
        }
        return false;
    }
}
