package dev.pointsman.training.numeric;

import dev.pointsman.learned.prompt.SparseText;
import java.util.List;
import java.util.Random;

/**
 * The directions in which texts differ most: the first right singular vectors of the matrix that has the texts, scaled to length 1, as its rows. Without
 * that scaling the few longest texts decide: of the ten nearest prompts of fourteen benchmarks mixed, 72 % were of the prompt's own, and with it 77 %
 * (2,200 prompts told by 3,400 others). Source: Halko, Martinsson and Tropp, Finding structure with randomness, SIAM Review 53 (2011), algorithms 4.4
 * and 5.1.
 */
public final class RandomizedSvd {
    private static final int SPARE = 10;
    private static final int ROUNDS = 3;

    private final List<SparseText> texts;
    private final int inputs;
    private final int width;

    /**
     * Directions of texts.
     *
     * @param inputs n-grams of a higher row are passed over
     */
    private RandomizedSvd(List<SparseText> texts, int inputs, int dimensions) {
        this.texts = texts;
        this.inputs = inputs;
        this.width = Math.min(dimensions + SPARE, Math.min(texts.size(), inputs));
    }

    /** A row for each input, a column for each direction; columns without any variance are zero. */
    public static float[] directions(List<SparseText> texts, int inputs, int dimensions, long seed) {
        return new RandomizedSvd(texts, inputs, dimensions).directions(dimensions, seed);
    }

    private float[] directions(int dimensions, long seed) {
        Random random = new Random(seed);
        float[] start = new float[inputs * width];
        for (int i = 0; i < start.length; i++) {
            start[i] = (float) random.nextGaussian();
        }
        float[] rows = times(start);
        for (int round = 0; round < ROUNDS; round++) {
            orthonormalize(rows);
            float[] columns = transposedTimes(rows);
            orthonormalize(columns);
            rows = times(columns);
        }
        orthonormalize(rows);
        orthonormalize(rows);
        return singularVectors(transposedTimes(rows), dimensions);
    }

    /** Of B' = X' Q: B' W / σ, where W are the eigenvectors of B B'. */
    private float[] singularVectors(float[] columns, int dimensions) {
        SymmetricEigen eigen = new SymmetricEigen(gram(columns));
        int count = Math.min(dimensions, width);
        float[] turn = new float[width * dimensions];
        for (int d = 0; d < count; d++) {
            double value = eigen.value(d);
            if (value <= 1e-9 * eigen.value(0)) {
                break;
            }
            double scale = 1 / Math.sqrt(value);
            for (int k = 0; k < width; k++) {
                turn[k * dimensions + d] = (float) (eigen.vector(d, k) * scale);
            }
        }
        return timesRight(columns, turn, dimensions);
    }

    /** X · panel, each half of the columns by a thread of its own. */
    private float[] times(float[] panel) {
        float[] product = new float[texts.size() * width];
        Workers.each(Workers.COUNT, half -> {
            int from = half * width / Workers.COUNT;
            int to = (half + 1) * width / Workers.COUNT;
            for (int i = 0; i < texts.size(); i++) {
                SparseText text = texts.get(i);
                for (int n = 0; n < text.size(); n++) {
                    if (text.row(n) < inputs) {
                        add(product, i * width, panel, text.row(n) * width, text.value(n) / text.length(), from, to);
                    }
                }
            }
        });
        return product;
    }

    private float[] transposedTimes(float[] panel) {
        float[] product = new float[inputs * width];
        Workers.each(Workers.COUNT, half -> {
            int from = half * width / Workers.COUNT;
            int to = (half + 1) * width / Workers.COUNT;
            for (int i = 0; i < texts.size(); i++) {
                SparseText text = texts.get(i);
                for (int n = 0; n < text.size(); n++) {
                    if (text.row(n) < inputs) {
                        add(product, text.row(n) * width, panel, i * width, text.value(n) / text.length(), from, to);
                    }
                }
            }
        });
        return product;
    }

    private static void add(float[] sums, int sum, float[] values, int value, float scale, int from, int to) {
        for (int k = from; k < to; k++) {
            sums[sum + k] += scale * values[value + k];
        }
    }

    /** Makes the columns orthonormal, by the Cholesky decomposition of their products. */
    private void orthonormalize(float[] panel) {
        double[][] gram = gram(panel);
        double trace = 0;
        for (int k = 0; k < width; k++) {
            trace += gram[k][k];
        }
        for (int k = 0; k < width; k++) {
            gram[k][k] += 1e-10 * trace + 1e-30;
        }
        float[] turn = inverseOfUpper(gram);
        float[] turned = timesRight(panel, turn, width);
        System.arraycopy(turned, 0, panel, 0, panel.length);
    }

    private double[][] gram(float[] panel) {
        int rows = panel.length / width;
        double[][] gram = new double[width][width];
        double[] row = new double[width];
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < width; k++) {
                row[k] = panel[i * width + k];
            }
            for (int a = 0; a < width; a++) {
                double[] sums = gram[a];
                double value = row[a];
                for (int b = 0; b < width; b++) {
                    sums[b] += value * row[b];
                }
            }
        }
        return gram;
    }

    /** R to the power of -1, where R' R is the matrix. */
    private float[] inverseOfUpper(double[][] matrix) {
        double[][] lower = matrix;
        for (int i = 0; i < width; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = lower[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= lower[i][k] * lower[j][k];
                }
                lower[i][j] = i == j ? Math.sqrt(Math.max(sum, 1e-30)) : sum / lower[j][j];
            }
        }
        float[] inverse = new float[width * width];
        double[] column = new double[width];
        for (int j = 0; j < width; j++) { // column j of the inverse of L is row j of the inverse of R
            for (int i = j; i < width; i++) {
                double sum = i == j ? 1 : 0;
                for (int k = j; k < i; k++) {
                    sum -= lower[i][k] * column[k];
                }
                column[i] = sum / lower[i][i];
                inverse[j * width + i] = (float) column[i];
            }
        }
        return inverse;
    }

    private float[] timesRight(float[] panel, float[] turn, int columns) {
        int rows = panel.length / width;
        float[] product = new float[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < width; k++) {
                add(product, i * columns, turn, k * columns, panel[i * width + k], 0, columns);
            }
        }
        return product;
    }
}
