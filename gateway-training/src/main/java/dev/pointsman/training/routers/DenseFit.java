package dev.pointsman.training.routers;

import dev.pointsman.learned.LinearSystem;
import dev.pointsman.learned.quality.LinearHeads;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Linear heads on the dense vectors of examples: by ridge regression, or as logits by Newton's method with a fixed bound of the curvature, which is
 * decomposed once for all heads and rounds. The bias is pulled to nothing. Source of the bound: Böhning and Lindsay, Monotonicity of
 * quadratic-approximation algorithms, Annals of the Institute of Statistical Mathematics 40 (1988); Böhning (1992) for several classes.
 */
final class DenseFit {
    private static final int ROUNDS = 30;

    private final Examples examples;
    private final int inputs;
    private final int width;

    DenseFit(Examples examples) {
        this.examples = examples;
        this.inputs = examples.space().denseSize();
        this.width = inputs + 1;
    }

    /** What a head is to tell of an example. */
    @FunctionalInterface
    interface Target {
        /** NaN where the example says nothing of this head. */
        double of(int example, int head);
    }

    /** Least squares with {@code penalty} on the squared weights. */
    LinearHeads ridge(int heads, double penalty, Target target) {
        float[] weights = new float[heads * width];
        LinearSystem shared = null;
        for (int head = 0; head < heads; head++) {
            int of = head;
            boolean whole = allTold(i -> !Double.isNaN(target.of(i, of)));
            LinearSystem system = whole && shared != null ? shared : system(penalty, 1, target, head);
            shared = whole ? system : shared;
            double[] right = new double[width];
            for (int i = 0; i < examples.size(); i++) {
                double wanted = target.of(i, head);
                if (!Double.isNaN(wanted)) {
                    addRow(right, i, wanted);
                }
            }
            system.solve(right);
            for (int k = 0; k < width; k++) {
                weights[head * width + k] = (float) right[k];
            }
        }
        return new LinearHeads(inputs, heads, weights);
    }

    /** Each head by itself: targets 0 to 1, the least of ½ |w|² + C Σ cross-entropy. */
    LinearHeads logistic(int heads, double cost, Target target) {
        return newton(heads, cost, 0.25, (i, sums, misses) -> {
            for (int head = 0; head < heads; head++) {
                double wanted = target.of(i, head);
                misses[head] = Double.isNaN(wanted) ? 0 : 1 / (1 + StrictMath.exp(-sums[head])) - wanted;
            }
        });
    }

    /** One of several classes: the least of ½ |w|² + C Σ cross-entropy. */
    LinearHeads softmax(List<Integer> classes, int heads, double cost) {
        return newton(heads, cost, 0.5, (i, sums, misses) -> {
            double top = Double.NEGATIVE_INFINITY;
            for (int head = 0; head < heads; head++) {
                top = Math.max(top, sums[head]);
            }
            double all = 0;
            for (int head = 0; head < heads; head++) {
                misses[head] = StrictMath.exp(sums[head] - top);
                all += misses[head];
            }
            for (int head = 0; head < heads; head++) {
                misses[head] = misses[head] / all - (classes.get(i) == head ? 1 : 0);
            }
        });
    }

    @FunctionalInterface
    private interface Loss {
        /** Puts the slope of an example's loss by each sum into {@code misses}. */
        void slopes(int example, float[] sums, double[] misses);
    }

    private LinearHeads newton(int heads, double cost, double bend, Loss loss) {
        LinearSystem system = system(1 / cost, bend, (i, head) -> 0, 0);
        float[] weights = new float[width * heads]; // input after input, so that a row of heads stands together
        for (int round = 0; round < ROUNDS; round++) {
            double[] slopes = slopes(weights, heads, loss);
            double[] right = new double[width];
            for (int head = 0; head < heads; head++) {
                for (int k = 0; k < width; k++) {
                    double pull = k == inputs ? 0 : weights[k * heads + head] / cost;
                    right[k] = slopes[k * heads + head] + pull;
                }
                system.solve(right);
                for (int k = 0; k < width; k++) {
                    weights[k * heads + head] -= (float) right[k];
                }
            }
        }
        float[] turned = new float[weights.length];
        for (int head = 0; head < heads; head++) {
            for (int k = 0; k < width; k++) {
                turned[head * width + k] = weights[k * heads + head];
            }
        }
        return new LinearHeads(inputs, heads, turned);
    }

    private double[] slopes(float[] weights, int heads, Loss loss) {
        double[][] halves = new double[Workers.COUNT][];
        Workers.each(Workers.COUNT, half -> halves[half] = slopes(weights, heads, loss, half));
        for (int k = 0; k < halves[0].length; k++) {
            halves[0][k] += halves[1][k];
        }
        return halves[0];
    }

    private double[] slopes(float[] weights, int heads, Loss loss, int half) {
        double[] slopes = new double[width * heads];
        float[] sums = new float[heads];
        double[] misses = new double[heads];
        int to = (half + 1) * examples.size() / Workers.COUNT;
        for (int i = half * examples.size() / Workers.COUNT; i < to; i++) {
            float[] dense = examples.point(i).dense();
            for (int head = 0; head < heads; head++) {
                sums[head] = weights[inputs * heads + head];
            }
            for (int k = 0; k < inputs; k++) {
                for (int head = 0; head < heads; head++) {
                    sums[head] += dense[k] * weights[k * heads + head];
                }
            }
            loss.slopes(i, sums, misses);
            for (int k = 0; k < width; k++) {
                double input = k == inputs ? 1 : dense[k];
                for (int head = 0; head < heads; head++) {
                    slopes[k * heads + head] += input * misses[head];
                }
            }
        }
        return slopes;
    }

    /** bend · X'X and the penalty on the diagonal, of the examples that say something of a head. */
    private LinearSystem system(double penalty, double bend, Target target, int head) {
        double[] matrix = new double[width * width];
        double[] row = new double[width];
        for (int i = 0; i < examples.size(); i++) {
            if (Double.isNaN(target.of(i, head))) {
                continue;
            }
            float[] dense = examples.point(i).dense();
            for (int k = 0; k < inputs; k++) {
                row[k] = dense[k];
            }
            row[inputs] = 1;
            for (int a = 0; a < width; a++) {
                double value = bend * row[a];
                for (int b = 0; b <= a; b++) {
                    matrix[a * width + b] += value * row[b];
                }
            }
        }
        for (int k = 0; k < width; k++) {
            matrix[k * width + k] += k == inputs ? 1e-6 : penalty;
        }
        return new LinearSystem(matrix, width);
    }

    private void addRow(double[] sums, int example, double scale) {
        float[] dense = examples.point(example).dense();
        for (int k = 0; k < inputs; k++) {
            sums[k] += scale * dense[k];
        }
        sums[inputs] += scale;
    }

    private boolean allTold(IntPredicate told) {
        for (int i = 0; i < examples.size(); i++) {
            if (!told.test(i)) {
                return false;
            }
        }
        return true;
    }
}
