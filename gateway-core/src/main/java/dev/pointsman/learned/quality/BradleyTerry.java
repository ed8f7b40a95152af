package dev.pointsman.learned.quality;

import dev.pointsman.learned.LinearSystem;

/**
 * Strengths of contestants from who won against whom: the chance that a beats b is σ(strength a − strength b). The most likely ones under a slight
 * pull to 0, by Newton's method. Source: Bradley and Terry, Rank Analysis of Incomplete Block Designs, Biometrika 39 (1952), equation 2.
 */
final class BradleyTerry {
    private static final double RIDGE = 1e-3;
    private static final int STEPS = 8;
    private static final double MOST_STEP = 2;

    private BradleyTerry() {}

    /**
     * One strength for each contestant, in natural logarithms of odds.
     *
     * @param wins how often the row's contestant beat the column's, row after row
     */
    static double[] strengths(double[] wins, int contestants) {
        double[] strengths = new double[contestants];
        double total = 0;
        for (double each : wins) {
            total += each;
        }
        double scale =
                total > 0 ? contestants / total : 1; // so that the ridge means the same, however many prompts there are
        for (int step = 0; step < STEPS; step++) {
            double[] slopes = new double[contestants];
            double[] curvature = new double[contestants * contestants];
            for (int a = 0; a < contestants; a++) {
                slopes[a] -= RIDGE * strengths[a];
                curvature[a * contestants + a] += RIDGE;
                for (int b = 0; b < a; b++) {
                    double won = scale * wins[a * contestants + b];
                    double all = won + scale * wins[b * contestants + a];
                    double chance = chance(strengths[a] - strengths[b]);
                    double bend = all * chance * (1 - chance);
                    slopes[a] += won - all * chance;
                    slopes[b] -= won - all * chance;
                    curvature[a * contestants + a] += bend;
                    curvature[b * contestants + b] += bend;
                    curvature[a * contestants + b] -= bend;
                }
            }
            new LinearSystem(curvature, contestants).solve(slopes);
            for (int a = 0; a < contestants; a++) {
                strengths[a] += Math.max(-MOST_STEP, Math.min(MOST_STEP, slopes[a]));
            }
        }
        return strengths;
    }

    static double chance(double difference) {
        return Logistic.probability(difference);
    }
}
