package dev.pointsman.training.routers;

import java.util.Arrays;
import java.util.List;

/**
 * How much each of several methods is to count, so that what they tell together is off the least on prompts none of them has seen: weights that are
 * not negative and sum to 1, by exponentiated gradient; then half way back to equal ones, since the prompts are few and the methods alike. Source:
 * Kivinen and Warmuth, Exponentiated Gradient versus Gradient Descent, Information and Computation 132 (1997).
 */
final class BlendFit {
    private static final int ROUNDS = 2_000;
    private static final double RATE = 0.5;
    private static final double EQUAL_SHARE = 0.5;

    private BlendFit() {}

    /** @param told by each method, of each prompt, of each model */
    static double[] weights(List<double[][]> told, Examples held) {
        int methods = told.size();
        double[][] products = products(told, held);
        double scale = 0;
        for (int a = 0; a < methods; a++) {
            scale = Math.max(scale, products[a][a]);
        }
        double[] weights = new double[methods];
        Arrays.fill(weights, 1.0 / methods);
        for (int round = 0; round < ROUNDS; round++) {
            double all = 0;
            double[] next = new double[methods];
            for (int a = 0; a < methods; a++) {
                double slope = 0;
                for (int b = 0; b < methods; b++) {
                    slope += products[a][b] * weights[b];
                }
                next[a] = weights[a] * StrictMath.exp(-RATE * slope / Math.max(scale, 1e-12));
                all += next[a];
            }
            for (int a = 0; a < methods; a++) {
                weights[a] = next[a] / all;
            }
        }
        for (int a = 0; a < methods; a++) {
            weights[a] = EQUAL_SHARE / methods + (1 - EQUAL_SHARE) * weights[a];
        }
        return weights;
    }

    /** Mean products of what each two methods are off, shifts that all models share taken out. */
    private static double[][] products(List<double[][]> told, Examples held) {
        int methods = told.size();
        double[][] products = new double[methods][methods];
        double[][] off = new double[methods][held.models()];
        for (int i = 0; i < held.size(); i++) {
            for (int a = 0; a < methods; a++) {
                off(told.get(a)[i], held, i, off[a]);
            }
            for (int a = 0; a < methods; a++) {
                for (int b = 0; b < methods; b++) {
                    for (int model = 0; model < held.models(); model++) {
                        products[a][b] += off[a][model] * off[b][model];
                    }
                }
            }
        }
        return products;
    }

    private static void off(double[] told, Examples held, int at, double[] off) {
        double shift = held.shift(at, told);
        for (int model = 0; model < off.length; model++) {
            off[model] = held.has(at, model)
                    ? Math.sqrt(held.weight(at, model)) * (told[model] - held.score(at, model) - shift)
                    : 0;
        }
    }
}
