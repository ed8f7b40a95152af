package dev.pointsman.learned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LinearSystemTest {
    @Test
    void theSolutionSolves() {
        double[] right = {10, 8};
        new LinearSystem(new double[] {4, 99, 2, 3}, 2).solve(right); // what stands above the diagonal is not read

        assertThat(right[0]).isEqualTo(1.75, within(1e-12)); // 4x + 2y = 10, 2x + 3y = 8
        assertThat(right[1]).isEqualTo(1.5, within(1e-12));
    }

    @Test
    void largeSystemsAreSolvedToo() {
        int size = 30;
        Random random = new Random(2);
        double[] root = random.doubles((long) size * size, -1, 1).toArray();
        double[] matrix = new double[size * size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                for (int k = 0; k < size; k++) {
                    matrix[i * size + j] += root[i * size + k] * root[j * size + k];
                }
            }
            matrix[i * size + i] += 1;
        }
        double[] wanted = random.doubles(size).toArray();
        double[] right = new double[size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                right[i] += matrix[i * size + j] * wanted[j];
            }
        }
        new LinearSystem(matrix.clone(), size).solve(right);
        assertThat(right).containsExactly(wanted, within(1e-9));
    }

    @Test
    void aSingularOneGivesFiniteNumbers() {
        double[] right = {1, 1};
        new LinearSystem(new double[] {1, 1, 1, 1}, 2).solve(right);
        assertThat(right[0]).isFinite();
        assertThat(right[1]).isFinite();
    }

    @Test
    void goingForwardSolvesByTheLowerHalfAlone() {
        double[] right = {4, 5};
        new LinearSystem(new double[] {4, 0, 2, 5}, 2).forward(right); // L = (2, 0; 1, 2)
        assertThat(right).containsExactly(new double[] {2, 1.5}, within(1e-12));
    }
}
