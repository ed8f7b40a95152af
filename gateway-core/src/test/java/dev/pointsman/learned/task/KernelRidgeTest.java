package dev.pointsman.learned.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class KernelRidgeTest {
    private static final double RIDGE = 0.3;
    private static final int[] LABELS = {0, 1, -1, 0, 1, -1, 0};

    @Test
    void theCoefficientsSolveTheEquation() {
        double[][] kernel = kernel(LABELS.length);
        KernelRidge fit = new KernelRidge(copy(kernel), LABELS, 2, RIDGE);

        for (int label = 0; label < 2; label++) {
            for (int i = 0; i < LABELS.length; i++) {
                double sum = RIDGE * fit.coefficients(i)[label];
                for (int j = 0; j < LABELS.length; j++) {
                    sum += kernel[i][j] * fit.coefficients(j)[label];
                }
                assertThat(sum).isCloseTo(LABELS[i] == label ? 1 : 0, within(1e-9));
            }
        }
    }

    @Test
    void whatItSaysOfAnExampleWithoutItIsWhatAFitToTheOthersSays() {
        double[][] kernel = kernel(LABELS.length);
        KernelRidge whole = new KernelRidge(copy(kernel), LABELS, 2, RIDGE);

        for (int left = 0; left < LABELS.length; left++) {
            int[] others = new int[LABELS.length - 1];
            double[][] rest = new double[others.length][others.length];
            for (int i = 0; i < others.length; i++) {
                others[i] = LABELS[i < left ? i : i + 1];
                for (int j = 0; j < others.length; j++) {
                    rest[i][j] = kernel[i < left ? i : i + 1][j < left ? j : j + 1];
                }
            }
            KernelRidge without = new KernelRidge(rest, others, 2, RIDGE);
            for (int label = 0; label < 2; label++) {
                double expected = 0;
                for (int i = 0; i < others.length; i++) {
                    expected += kernel[left][i < left ? i : i + 1] * without.coefficients(i)[label];
                }
                assertThat(whole.withoutIt(left)[label]).isCloseTo(expected, within(1e-9));
            }
        }
    }

    /** Cosines of random vectors: symmetric, positive definite. */
    private static double[][] kernel(int size) {
        Random random = new Random(3);
        double[][] vectors = new double[size][5];
        for (double[] vector : vectors) {
            double square = 0;
            for (int i = 0; i < vector.length; i++) {
                vector[i] = random.nextGaussian();
                square += vector[i] * vector[i];
            }
            for (int i = 0; i < vector.length; i++) {
                vector[i] /= Math.sqrt(square);
            }
        }
        double[][] kernel = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                for (int k = 0; k < vectors[i].length; k++) {
                    kernel[i][j] += vectors[i][k] * vectors[j][k];
                }
            }
        }
        return kernel;
    }

    private static double[][] copy(double[][] matrix) {
        double[][] copy = new double[matrix.length][];
        for (int i = 0; i < matrix.length; i++) {
            copy[i] = matrix[i].clone();
        }
        return copy;
    }
}
