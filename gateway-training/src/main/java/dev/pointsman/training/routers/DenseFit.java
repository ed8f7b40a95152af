package dev.pointsman.training.routers;

import dev.pointsman.learned.LinearSystem;
import dev.pointsman.learned.quality.LinearHeads;
import dev.pointsman.training.numeric.Workers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Linear heads on the dense vectors of examples: by ridge regression, or as logits by Newton's method with a fixed bound of the curvature, which is
 * decomposed once for all rounds, and for all heads that know every example. Heads are those of models, whose answers count by their weights. The bias is
 * pulled to nothing. Source of the bound: Böhning and Lindsay, Monotonicity of
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
        List<LinearSystem> systems = systems(heads, penalty, 1, target);
        for (int head = 0; head < heads; head++) {
            double[] right = new double[width];
            for (int i = 0; i < examples.size(); i++) {
                double wanted = target.of(i, head);
                if (!Double.isNaN(wanted)) {
                    addRow(right, i, examples.weight(i, head) * wanted);
                }
            }
            systems.get(head).solve(right);
            for (int k = 0; k < width; k++) {
                weights[head * width + k] = (float) right[k];
            }
        }
        return new LinearHeads(inputs, heads, weights);
    }

    /** Each head by itself: targets 0 to 1, the least of ½ |w|² + C Σ cross-entropy. */
    LinearHeads logistic(int heads, double cost, Target target) {
        List<LinearSystem> systems = systems(heads, 1 / cost, 0.25, target);
        return newton(systems, cost, (i, sums, misses) -> {
            for (int head = 0; head < heads; head++) {
                double wanted = target.of(i, head);
                misses[head] = Double.isNaN(wanted)
                        ? 0
                        : examples.weight(i, head) * (1 / (1 + StrictMath.exp(-sums[head])) - wanted);
            }
        });
    }

    /** One of several classes: the least of ½ |w|² + C Σ cross-entropy. */
    LinearHeads softmax(List<Integer> classes, int heads, double cost) {
        List<LinearSystem> systems = Collections.nCopies(heads, system(1 / cost, 0.5, i -> 1));
        return newton(systems, cost, (i, sums, misses) -> {
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

    /** @param systems of each head: what its loss bends by at most */
    private LinearHeads newton(List<LinearSystem> systems, double cost, Loss loss) {
        int heads = systems.size();
        float[] weights = new float[width * heads]; // input after input, so that a row of heads stands together
        for (int round = 0; round < ROUNDS; round++) {
            double[] slopes = slopes(weights, heads, loss);
            double[] right = new double[width];
            for (int head = 0; head < heads; head++) {
                for (int k = 0; k < width; k++) {
                    double pull = k == inputs ? 0 : weights[k * heads + head] / cost;
                    right[k] = slopes[k * heads + head] + pull;
                }
                systems.get(head).solve(right);
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

    /** One for each head, of the examples that say something of it; the same one for all that know every example. */
    private List<LinearSystem> systems(int heads, double penalty, double bend, Target target) {
        List<LinearSystem> systems = new ArrayList<>(heads);
        LinearSystem shared = null;
        for (int head = 0; head < heads; head++) {
            int of = head;
            IntToDoubleFunction weight = i -> Double.isNaN(target.of(i, of)) ? 0 : examples.weight(i, of);
            boolean whole = IntStream.range(0, examples.size()).allMatch(i -> weight.applyAsDouble(i) == 1);
            LinearSystem system = whole && shared != null ? shared : system(penalty, bend, weight);
            shared = whole ? system : shared;
            systems.add(system);
        }
        return systems;
    }

    /** bend · X'WX and the penalty on the diagonal; an example of weight 0 is left out. */
    private LinearSystem system(double penalty, double bend, IntToDoubleFunction weights) {
        double[] matrix = new double[width * width];
        double[] row = new double[width];
        for (int i = 0; i < examples.size(); i++) {
            double weight = weights.applyAsDouble(i);
            if (weight == 0) {
                continue;
            }
            float[] dense = examples.point(i).dense();
            for (int k = 0; k < inputs; k++) {
                row[k] = dense[k];
            }
            row[inputs] = 1;
            for (int a = 0; a < width; a++) {
                double value = weight * bend * row[a];
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
}
