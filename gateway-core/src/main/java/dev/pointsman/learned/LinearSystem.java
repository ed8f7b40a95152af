package dev.pointsman.learned;

/**
 * A symmetric, positive definite system of equations, solved by Cholesky's decomposition. The caller adds a ridge where what it has may be singular.
 */
public final class LinearSystem {
    private static final double LEAST_PIVOT = 1e-12;

    private final int size;
    private final double[] lower;

    /** @param matrix row after row, of which the lower half is read; overwritten */
    public LinearSystem(double[] matrix, int size) {
        this.size = size;
        this.lower = matrix;
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = lower[i * size + j];
                for (int k = 0; k < j; k++) {
                    sum -= lower[i * size + k] * lower[j * size + k];
                }
                if (i == j) {
                    lower[i * size + i] = Math.sqrt(Math.max(sum, LEAST_PIVOT));
                } else {
                    lower[i * size + j] = sum / lower[j * size + j];
                }
            }
        }
    }

    /** The x with matrix · x = right; {@code right} becomes it. */
    public void solve(double[] right) {
        forward(right);
        for (int i = size - 1; i >= 0; i--) {
            double sum = right[i];
            for (int k = i + 1; k < size; k++) {
                sum -= lower[k * size + i] * right[k];
            }
            right[i] = sum / lower[i * size + i];
        }
    }

    /** The x with L · x = right, where L is the decomposition's lower half; {@code right} becomes it. */
    public void forward(double[] right) {
        for (int i = 0; i < size; i++) {
            double sum = right[i];
            for (int k = 0; k < i; k++) {
                sum -= lower[i * size + k] * right[k];
            }
            right[i] = sum / lower[i * size + i];
        }
    }
}
