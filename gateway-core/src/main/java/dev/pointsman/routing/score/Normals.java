package dev.pointsman.routing.score;

/** Independent normal numbers: how likely each is to be the largest. */
final class Normals {
    private static final int POINTS = 41;
    private static final double REACH = 4.5;
    /** Of a number that is certain: so small that it makes no difference, and nothing is divided by 0. */
    private static final double CERTAIN = 1e-9;

    private Normals() {}

    /**
     * The odds of each being the largest, 1 in all: the integral over one's values of the odds of all others being smaller, by the trapezoidal rule.
     *
     * @param least odds below it become 0; the largest of equal ones stays
     */
    static double[] best(double[] means, double[] deviations, double least) {
        double[] odds = new double[means.length];
        double sum = 0;
        int likeliest = 0;
        for (int i = 0; i < odds.length; i++) {
            for (int point = 0; point < POINTS; point++) {
                double z = REACH * (2.0 * point / (POINTS - 1) - 1);
                odds[i] += Math.exp(-z * z / 2) * othersBelow(i, means[i] + z * deviations[i], means, deviations);
            }
            likeliest = odds[i] > odds[likeliest] ? i : likeliest;
            sum += odds[i];
        }
        double left = 0;
        for (int i = 0; i < odds.length; i++) {
            odds[i] = sum > 0 ? odds[i] / sum : 0;
            odds[i] = odds[i] < least ? 0 : odds[i];
            left += odds[i];
        }
        if (left == 0) {
            odds[likeliest] = 1;
            return odds;
        }
        for (int i = 0; i < odds.length; i++) {
            odds[i] /= left;
        }
        return odds;
    }

    private static double othersBelow(int one, double value, double[] means, double[] deviations) {
        double chance = 1;
        for (int j = 0; j < means.length && chance > 0; j++) {
            if (j != one) {
                chance *= below((value - means[j]) / Math.max(CERTAIN, deviations[j]));
            }
        }
        return chance;
    }

    /** Share of a standard normal number's values below one, to 1e-7 (M. Abramowitz, I. Stegun, 26.2.17). */
    static double below(double z) {
        double t = 1 / (1 + 0.2316419 * Math.abs(z));
        double tail = Math.exp(-z * z / 2)
                * 0.3989422804014327
                * t
                * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return z >= 0 ? 1 - tail : tail;
    }
}
