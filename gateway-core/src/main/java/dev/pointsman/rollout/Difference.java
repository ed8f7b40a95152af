package dev.pointsman.rollout;

import org.jspecify.annotations.Nullable;

/**
 * How much more a measure is under the next policy, with its 95 % interval: the difference of two means, normal approximation with unequal
 * variances (Welch, "The generalization of Student's problem when several different population variances are involved", 1947). It holds from some
 * thirty calls on each side.
 */
public record Difference(double mean, double low, double high) {
    private static final double Z95 = 1.959964;

    /** Null where a side has fewer than two values. */
    public static @Nullable Difference of(ArmFigures.Summary current, ArmFigures.Summary next) {
        if (current.count() < 2 || next.count() < 2) {
            return null;
        }
        double mean = next.mean() - current.mean();
        double error = Math.sqrt(current.variance() / current.count() + next.variance() / next.count());
        return new Difference(mean, mean - Z95 * error, mean + Z95 * error);
    }
}
