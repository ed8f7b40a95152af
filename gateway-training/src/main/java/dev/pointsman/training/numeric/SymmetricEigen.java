package dev.pointsman.training.numeric;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, the largest value first, by cyclic Jacobi rotations. Source: Golub and Van Loan, Matrix
 * Computations, fourth edition (2013), algorithm 8.5.3.
 */
public final class SymmetricEigen {
    private static final int MOST_SWEEPS = 60;
    private static final double SMALL = 1e-22;

    private final int size;
    private final double[][] matrix;
    private final double[][] vectors;
    private final int[] order;

    /** @param matrix overwritten */
    public SymmetricEigen(double[][] matrix) {
        this.size = matrix.length;
        this.matrix = matrix;
        vectors = new double[size][size];
        for (int i = 0; i < size; i++) {
            vectors[i][i] = 1;
        }
        for (int sweep = 0; sweep < MOST_SWEEPS && offDiagonal() > SMALL; sweep++) {
            for (int p = 0; p < size - 1; p++) {
                for (int q = p + 1; q < size; q++) {
                    rotate(p, q);
                }
            }
        }
        order = new int[size];
        for (int i = 0; i < size; i++) {
            int at = i;
            while (at > 0 && matrix[order[at - 1]][order[at - 1]] < matrix[i][i]) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = i;
        }
    }

    /** The eigenvalue of a rank, from 0 for the largest. */
    public double value(int rank) {
        return matrix[order[rank]][order[rank]];
    }

    /** One number of the eigenvector of a rank; each vector has length 1. */
    public double vector(int rank, int at) {
        return vectors[at][order[rank]];
    }

    /** Squares beside the diagonal, as a share of those on it. */
    private double offDiagonal() {
        double off = 0;
        double on = 0;
        for (int i = 0; i < size; i++) {
            on += matrix[i][i] * matrix[i][i];
            for (int j = 0; j < i; j++) {
                off += matrix[i][j] * matrix[i][j];
            }
        }
        return on == 0 ? 0 : off / on;
    }

    private void rotate(int p, int q) {
        double corner = matrix[p][q];
        if (corner == 0) {
            return;
        }
        double theta = (matrix[q][q] - matrix[p][p]) / (2 * corner);
        double tangent = Math.signum(theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        if (theta == 0) {
            tangent = 1;
        }
        double cosine = 1 / Math.sqrt(tangent * tangent + 1);
        double sine = tangent * cosine;
        for (int k = 0; k < size; k++) {
            double kp = matrix[k][p];
            double kq = matrix[k][q];
            matrix[k][p] = cosine * kp - sine * kq;
            matrix[k][q] = sine * kp + cosine * kq;
            double vp = vectors[k][p];
            double vq = vectors[k][q];
            vectors[k][p] = cosine * vp - sine * vq;
            vectors[k][q] = sine * vp + cosine * vq;
        }
        double[] rowP = matrix[p];
        double[] rowQ = matrix[q];
        for (int k = 0; k < size; k++) {
            double pk = rowP[k];
            double qk = rowQ[k];
            rowP[k] = cosine * pk - sine * qk;
            rowQ[k] = sine * pk + cosine * qk;
        }
    }
}
