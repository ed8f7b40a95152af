package dev.pointsman.training.routers;

import dev.pointsman.learned.file.Matrix;
import dev.pointsman.learned.prompt.SparseText;
import dev.pointsman.learned.quality.NgramLogits;
import java.util.Arrays;

/**
 * Logistic regressions on n-grams, one for each model, with soft targets: the least of ½ |w|² + C Σ cross-entropy, by Nesterov's accelerated
 * gradient on all examples at once; each bias by Newton's step, which is bounded. The mean text is taken off every text meanwhile: all texts point
 * its way, as the bias does, and weights and biases that both made up for the same mistake would swing ever further. No chance in it. Source:
 * Nesterov, Introductory Lectures on Convex Optimization (2004), scheme 2.2.11.
 */
final class NgramFit {
    private static final int ROUNDS = 80;
    private static final int POWER_ROUNDS = 16;
    private static final double MOST_BIAS_STEP = 0.5;

    private final Examples examples;
    private final int rows;
    private final int models;
    private final double cost;
    private float[] weights;
    private final double[] biases;
    /** Mean of the texts scaled to length 1. */
    private final float[] centre;

    private NgramFit(Examples examples, double cost) {
        this.examples = examples;
        this.rows = examples.space().ngrams().size();
        this.models = examples.models();
        this.cost = cost;
        weights = new float[rows * models];
        biases = new double[models];
        centre = new float[rows];
        for (int i = 0; i < examples.size(); i++) {
            SparseText text = examples.point(i).ngrams();
            for (int n = 0; n < text.size(); n++) {
                centre[text.row(n)] += text.value(n) / text.length() / examples.size();
            }
        }
    }

    /** @param cost of a wrong example against the weights' squares: C */
    static NgramLogits fit(Examples examples, double cost) {
        NgramFit fit = new NgramFit(examples, cost);
        fit.run();
        double[] shifts = fit.shifts(fit.weights);
        float[] biases = new float[fit.models];
        for (int model = 0; model < fit.models; model++) {
            biases[model] = (float) (fit.biases[model] - shifts[model]);
        }
        return new NgramLogits(Matrix.of(fit.rows, fit.models, fit.weights), biases);
    }

    private void run() {
        for (int model = 0; model < models; model++) {
            double mean = Math.min(0.999, Math.max(0.001, examples.mean(model)));
            biases[model] = StrictMath.log(mean / (1 - mean));
        }
        double steepest = 1 + 0.25 * cost * examples.largestWeight() * largestEigenvalue();
        double root = Math.sqrt(steepest);
        float momentum = (float) ((root - 1) / (root + 1));
        float step = (float) (1 / steepest);
        float[] ahead = weights.clone();
        for (int round = 0; round < ROUNDS; round++) {
            float[] slopes = slopes(ahead);
            for (int i = 0; i < slopes.length; i++) {
                float next = ahead[i] - step * (slopes[i] + ahead[i]);
                ahead[i] = next + momentum * (next - weights[i]);
                weights[i] = next;
            }
        }
    }

    /** What the mean text has of each model. */
    private double[] shifts(float[] at) {
        double[] shifts = new double[models];
        for (int row = 0; row < rows; row++) {
            for (int model = 0; model < models; model++) {
                shifts[model] += centre[row] * at[row * models + model];
            }
        }
        return shifts;
    }

    /** Of the cross-entropy, times C. Moves the biases. */
    private float[] slopes(float[] at) {
        float[] slopes = new float[at.length];
        double[] shifts = shifts(at);
        double[] slope = new double[models];
        double[] bend = new double[models];
        float[] sums = new float[models];
        for (int i = 0; i < examples.size(); i++) {
            SparseText text = examples.point(i).ngrams();
            Arrays.fill(sums, 0);
            for (int n = 0; n < text.size(); n++) {
                int from = text.row(n) * models;
                for (int model = 0; model < models; model++) {
                    sums[model] += text.value(n) * at[from + model];
                }
            }
            for (int model = 0; model < models; model++) {
                double sum = sums[model] / text.length() - shifts[model] + biases[model];
                double probability = 1 / (1 + StrictMath.exp(-sum));
                double weight = examples.has(i, model) ? examples.weight(i, model) : 0;
                double miss = weight == 0 ? 0 : weight * (probability - examples.score(i, model));
                slope[model] += miss;
                bend[model] += weight * probability * (1 - probability);
                sums[model] = (float) (cost * miss / text.length());
            }
            for (int n = 0; n < text.size(); n++) {
                int from = text.row(n) * models;
                for (int model = 0; model < models; model++) {
                    slopes[from + model] += text.value(n) * sums[model];
                }
            }
        }
        for (int row = 0; row < rows; row++) {
            for (int model = 0; model < models; model++) {
                slopes[row * models + model] -= (float) (cost * centre[row] * slope[model]);
            }
        }
        for (int model = 0; model < models; model++) {
            double step = slope[model] / (bend[model] + 1e-6);
            biases[model] -= Math.max(-MOST_BIAS_STEP, Math.min(MOST_BIAS_STEP, step));
        }
        return slopes;
    }

    /** Of X'X, where X has the texts scaled to length 1, less their mean, as its rows; a little more than it. */
    private double largestEigenvalue() {
        float[] vector = new float[rows];
        for (int row = 0; row < rows; row++) {
            vector[row] = (row & 1) == 0 ? 1 : -0.5f;
        }
        double value = 1;
        for (int round = 0; round < POWER_ROUNDS; round++) {
            double squares = 0;
            for (float each : vector) {
                squares += (double) each * each;
            }
            value = round == 0 ? 1 : Math.sqrt(squares);
            vector = times(vector, 1 / Math.sqrt(Math.max(squares, 1e-30)));
        }
        return 1.2 * value;
    }

    /** X'X · vector · scale. */
    private float[] times(float[] vector, double scale) {
        double shift = 0;
        for (int row = 0; row < rows; row++) {
            shift += centre[row] * vector[row];
        }
        float[] next = new float[rows];
        double all = 0;
        for (int i = 0; i < examples.size(); i++) {
            SparseText text = examples.point(i).ngrams();
            double sum = 0;
            for (int n = 0; n < text.size(); n++) {
                sum += (double) text.value(n) * vector[text.row(n)];
            }
            double back = scale * (sum / text.length() - shift);
            all += back;
            for (int n = 0; n < text.size(); n++) {
                next[text.row(n)] += (float) (text.value(n) * back / text.length());
            }
        }
        for (int row = 0; row < rows; row++) {
            next[row] -= (float) (centre[row] * all);
        }
        return next;
    }
}
