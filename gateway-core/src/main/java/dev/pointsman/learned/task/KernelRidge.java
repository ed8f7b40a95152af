package dev.pointsman.learned.task;

/**
 * Ridge regression on a kernel: one function per label that is near 1 at that label's examples and near 0 at all others, a sum of
 * similarities to the examples.
 *
 * <p>Solves (K + ridge I) a = y for each label by Cholesky decomposition. What the fit would say of an example it had not seen follows from the
 * same inverse: y - a / diag((K + ridge I)^-1). Source: Rasmussen and Williams, Gaussian Processes for Machine Learning (2006), equations
 * 2.25 and 5.12.
 */
final class KernelRidge {
    private final int[] labels;
    private final int count;
    private final double[][] coefficients;
    private final double[] inverseDiagonal;

    /**
     * Fits.
     *
     * @param kernel similarity of each pair of examples, symmetric, 1 on the diagonal; overwritten
     * @param labels of each example; negative for one that has none
     * @param count of labels
     */
    KernelRidge(double[][] kernel, int[] labels, int count, double ridge) {
        this.labels = labels.clone();
        this.count = count;
        for (int i = 0; i < kernel.length; i++) {
            kernel[i][i] += ridge;
        }
        double[][] inverse = inverse(decomposed(kernel));
        inverseDiagonal = new double[kernel.length];
        coefficients = new double[kernel.length][count];
        for (int i = 0; i < kernel.length; i++) {
            inverseDiagonal[i] = inverse[i][i];
            for (int j = 0; j < kernel.length; j++) {
                if (labels[j] >= 0) {
                    coefficients[i][labels[j]] += inverse[Math.max(i, j)][Math.min(i, j)];
                }
            }
        }
    }

    /** What an example adds to each label's score, for a similarity of 1. */
    double[] coefficients(int example) {
        return coefficients[example];
    }

    /** The scores of an example under a fit to all the others. */
    double[] withoutIt(int example) {
        double[] scores = new double[count];
        for (int label = 0; label < count; label++) {
            double target = labels[example] == label ? 1 : 0;
            scores[label] = target - coefficients[example][label] / inverseDiagonal[example];
        }
        return scores;
    }

    /** The lower triangle of Cholesky, in place. */
    private static double[][] decomposed(double[][] matrix) {
        for (int i = 0; i < matrix.length; i++) {
            double[] row = matrix[i];
            for (int j = 0; j <= i; j++) {
                double[] other = matrix[j];
                double sum = row[j];
                for (int k = 0; k < j; k++) {
                    sum -= row[k] * other[k];
                }
                row[j] = i == j ? Math.sqrt(sum) : sum / other[j];
            }
        }
        return matrix;
    }

    /** The lower triangle of the inverse of L L'. */
    private static double[][] inverse(double[][] lower) {
        int n = lower.length;
        double[][] columns = new double[n][]; // columns[j][i] of the inverse of L, from i = j
        for (int j = 0; j < n; j++) {
            double[] column = new double[n];
            column[j] = 1 / lower[j][j];
            for (int i = j + 1; i < n; i++) {
                double sum = 0;
                double[] row = lower[i];
                for (int k = j; k < i; k++) {
                    sum -= row[k] * column[k];
                }
                column[i] = sum / row[i];
            }
            columns[j] = column;
        }
        double[][] inverse = new double[n][];
        for (int i = 0; i < n; i++) {
            inverse[i] = new double[i + 1];
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int k = i; k < n; k++) {
                    sum += columns[i][k] * columns[j][k];
                }
                inverse[i][j] = sum;
            }
        }
        return inverse;
    }
}
