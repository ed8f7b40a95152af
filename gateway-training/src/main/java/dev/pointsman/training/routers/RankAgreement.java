package dev.pointsman.training.routers;

import java.util.Arrays;

/**
 * How far two prompts agree on which models are good: rank-biased overlap of their rankings of the models. Models of equal score are ranked by their
 * overall mean; those without a score stand where that mean is. Source: Webber, Moffat and Zobel, A Similarity Measure for Indefinite Rankings, ACM TOIS 28 (2010),
 * equation 7, cut off at the number of models and scaled so that equal rankings have 1.
 */
final class RankAgreement {
    /** Chance that a reader goes on to the next rank. */
    private static final double PERSISTENCE = 0.9;

    private final int models;
    private final int[][] rankings;
    private final double most;

    RankAgreement(Examples examples) {
        models = examples.models();
        double[] means = new double[models];
        for (int model = 0; model < models; model++) {
            means[model] = examples.mean(model);
        }
        rankings = new int[examples.size()][];
        for (int i = 0; i < rankings.length; i++) {
            int at = i;
            Integer[] order = new Integer[models];
            Arrays.setAll(order, model -> model);
            Arrays.sort(order, (a, b) -> {
                double left = examples.has(at, a) ? examples.score(at, a) : means[a];
                double right = examples.has(at, b) ? examples.score(at, b) : means[b];
                return left != right ? Double.compare(right, left) : Double.compare(means[b], means[a]);
            });
            rankings[i] = Arrays.stream(order).mapToInt(Integer::intValue).toArray();
        }
        double sum = 0;
        double weight = 1;
        for (int depth = 1; depth <= models; depth++) {
            sum += weight;
            weight *= PERSISTENCE;
        }
        most = sum;
    }

    /** From 0 to 1; 1 for equal rankings. */
    double of(int a, int b) {
        int[] left = rankings[a];
        int[] right = rankings[b];
        boolean[] inLeft = new boolean[models];
        boolean[] inRight = new boolean[models];
        int shared = 0;
        double sum = 0;
        double weight = 1;
        for (int depth = 1; depth <= models; depth++) {
            int one = left[depth - 1];
            int other = right[depth - 1];
            inLeft[one] = true;
            inRight[other] = true;
            if (one == other) {
                shared++;
            } else {
                shared += (inRight[one] ? 1 : 0) + (inLeft[other] ? 1 : 0);
            }
            sum += weight * shared / depth;
            weight *= PERSISTENCE;
        }
        return sum / most;
    }
}
