package dev.pointsman.training.routers;

import dev.pointsman.learned.file.Matrix;
import dev.pointsman.learned.prompt.SparseText;
import dev.pointsman.learned.quality.NgramLogits;
import java.util.Arrays;

/**
 * Logistic regressions on n-grams, one for each model, with soft targets: the least of ½ |w|² + C Σ cross-entropy, by Nesterov's accelerated
 * gradient on all examples at once; each bias by Newton's step. No chance in it. Source: Nesterov, Introductory Lectures on Convex Optimization
 * (2004), scheme 2.2.11.
 */
final class NgramFit {
    private static final int ROUNDS = 80;
    private static final int POWER_ROUNDS = 8;

    private final Examples examples;
    private final int rows;
    private final int models;
    private final double cost;
    private float[] weights;
    private final double[] biases;

    private NgramFit(Examples examples, double cost) {
        this.examples = examples;
        this.rows = examples.space().ngrams().size();
        this.models = examples.models();
        this.cost = cost;
        weights = new float[rows * models];
        biases = new double[models];
    }

    /** @param cost of a wrong example against the weights' squares: C */
    static NgramLogits fit(Examples examples, double cost) {
        NgramFit fit = new NgramFit(examples, cost);
        fit.run();
        float[] biases = new float[fit.models];
        for (int model = 0; model < fit.models; model++) {
            biases[model] = (float) fit.biases[model];
        }
        return new NgramLogits(Matrix.of(fit.rows, fit.models, fit.weights), biases);
    }

    private void run() {
        for (int model = 0; model < models; model++) {
            double mean = Math.min(0.999, Math.max(0.001, examples.mean(model)));
            biases[model] = StrictMath.log(mean / (1 - mean));
        }
        double steepest = 1 + 0.25 * cost * largestEigenvalue();
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

    /** Of the cross-entropy, times C. Moves the biases. */
    private float[] slopes(float[] at) {
        float[] slopes = new float[at.length];
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
                double probability = 1 / (1 + StrictMath.exp(-sums[model] / text.length() - biases[model]));
                double miss = examples.has(i, model) ? probability - examples.score(i, model) : 0;
                slope[model] += miss;
                bend[model] += examples.has(i, model) ? probability * (1 - probability) : 0;
                sums[model] = (float) (cost * miss / text.length());
            }
            for (int n = 0; n < text.size(); n++) {
                int from = text.row(n) * models;
                for (int model = 0; model < models; model++) {
                    slopes[from + model] += text.value(n) * sums[model];
                }
            }
        }
        for (int model = 0; model < models; model++) {
            biases[model] -= slope[model] / (bend[model] + 1e-6);
        }
        return slopes;
    }

    /** Of X'X, where X has the texts scaled to length 1 as its rows; a little more than it. */
    private double largestEigenvalue() {
        float[] vector = new float[rows];
        Arrays.fill(vector, 1);
        double value = 1;
        for (int round = 0; round < POWER_ROUNDS; round++) {
            double squares = 0;
            for (float each : vector) {
                squares += (double) each * each;
            }
            float scale = (float) (1 / Math.sqrt(Math.max(squares, 1e-30)));
            value = round == 0 ? 1 : Math.sqrt(squares);
            float[] next = new float[rows];
            for (int i = 0; i < examples.size(); i++) {
                SparseText text = examples.point(i).ngrams();
                double sum = 0;
                for (int n = 0; n < text.size(); n++) {
                    sum += (double) text.value(n) * scale * vector[text.row(n)];
                }
                float back = (float) (sum / (text.length() * text.length()));
                for (int n = 0; n < text.size(); n++) {
                    next[text.row(n)] += text.value(n) * back;
                }
            }
            vector = next;
        }
        return 1.1 * value;
    }
}
