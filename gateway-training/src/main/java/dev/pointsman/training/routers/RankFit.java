package dev.pointsman.training.routers;

import dev.pointsman.learned.quality.LinearHeads;
import dev.pointsman.learned.quality.LowRankLogits;
import dev.pointsman.training.numeric.SymmetricEigen;

/**
 * Factors of a matrix of logits: a logistic head for each model, then the few directions between models in which what the heads tell of the examples
 * differs most. With as many traits as models nothing is left out.
 */
final class RankFit {
    private final int inputs;
    private final int models;
    /** A row for each model: weights, then the bias. */
    private final double[][] heads;

    private final double[] means;
    private final SymmetricEigen directions;

    /** @param cost of a wrong example against the weights' squares: C */
    RankFit(Examples examples, double cost) {
        inputs = examples.space().denseSize();
        models = examples.models();
        LinearHeads fitted = new DenseFit(examples).logistic(models, cost, examples::score);
        heads = rows(fitted);
        means = new double[models];
        double[][] told = new double[examples.size()][];
        for (int i = 0; i < told.length; i++) {
            told[i] = fitted.of(examples.point(i).dense());
            for (int model = 0; model < models; model++) {
                means[model] += told[i][model] / told.length;
            }
        }
        double[][] spread = new double[models][models];
        for (double[] each : told) {
            for (int a = 0; a < models; a++) {
                for (int b = 0; b < models; b++) {
                    spread[a][b] += (each[a] - means[a]) * (each[b] - means[b]);
                }
            }
        }
        directions = new SymmetricEigen(spread);
    }

    LowRankLogits logits(int traits) {
        int count = Math.min(traits, models);
        float[] of = new float[count * (inputs + 1)];
        float[] abilities = new float[models * (count + 1)];
        for (int trait = 0; trait < count; trait++) {
            for (int model = 0; model < models; model++) {
                double part = directions.vector(trait, model);
                abilities[model * (count + 1) + trait] = (float) part;
                for (int k = 0; k <= inputs; k++) {
                    of[trait * (inputs + 1) + k] += (float) (part * heads[model][k]);
                }
                of[trait * (inputs + 1) + inputs] -= (float) (part * means[model]);
            }
        }
        for (int model = 0; model < models; model++) {
            abilities[model * (count + 1) + count] = (float) means[model];
        }
        return new LowRankLogits(new LinearHeads(inputs, count, of), new LinearHeads(count, models, abilities));
    }

    /** The weights of heads, told by what they make of unit vectors. */
    private double[][] rows(LinearHeads fitted) {
        double[][] rows = new double[models][inputs + 1];
        double[] biases = fitted.of(new float[inputs]);
        for (int k = 0; k < inputs; k++) {
            float[] unit = new float[inputs];
            unit[k] = 1;
            double[] told = fitted.of(unit);
            for (int model = 0; model < models; model++) {
                rows[model][k] = told[model] - biases[model];
            }
        }
        for (int model = 0; model < models; model++) {
            rows[model][inputs] = biases[model];
        }
        return rows;
    }
}
