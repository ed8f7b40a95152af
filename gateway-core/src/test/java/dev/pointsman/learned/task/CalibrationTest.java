package dev.pointsman.learned.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    @Test
    void probabilitiesAreASoftmaxWithNoneAtZero() {
        double[] odds = new Calibration(2, -1, true).probabilities(new double[] {1, 0});

        double sum = Math.exp(1) + Math.exp(-1) + 1;
        assertThat(odds[0]).isCloseTo(Math.exp(1) / sum, within(1e-12));
        assertThat(odds[1]).isCloseTo(Math.exp(-1) / sum, within(1e-12));
    }

    @Test
    void withoutNoneTheySumToOne() {
        double[] odds = new Calibration(3, 0, false).probabilities(new double[] {0.5, 0.1, -900});

        assertThat(Arrays.stream(odds).sum()).isCloseTo(1, within(1e-12));
        assertThat(odds[0] / odds[1]).isCloseTo(Math.exp(1.2), within(1e-9));
        assertThat(odds[2]).isZero();
    }

    @Test
    void theScaleThatMadeTheLabelsIsFound() {
        Random random = new Random(11);
        double[][] scores = new double[4_000][3];
        int[] labels = new int[scores.length];
        Calibration truth = new Calibration(2.5, 0, false);
        for (int i = 0; i < scores.length; i++) {
            for (int j = 0; j < 3; j++) {
                scores[i][j] = random.nextGaussian();
            }
            labels[i] = drawn(truth.probabilities(scores[i]), random.nextDouble());
        }

        assertThat(Calibration.scaled(scores, labels).scale()).isCloseTo(2.5, within(0.15));
    }

    @Test
    void scaleAndShiftWithNoneAreFoundFromMuchAndThePriorFromNothing() {
        Random random = new Random(12);
        double[][] scores = new double[6_000][2];
        int[] labels = new int[scores.length];
        double[] weights = new double[scores.length];
        Arrays.fill(weights, 1);
        Calibration truth = new Calibration(10, -2, true);
        for (int i = 0; i < scores.length; i++) {
            scores[i][0] = random.nextDouble() * 0.6;
            scores[i][1] = random.nextDouble() * 0.6;
            int label = drawn(truth.probabilities(scores[i]), random.nextDouble());
            labels[i] = label == 2 ? -1 : label;
        }

        Calibration found = Calibration.withNone(scores, labels, weights);
        assertThat(found.scale()).isCloseTo(10, within(0.6));
        assertThat(found.shift()).isCloseTo(-2, within(0.2));
        assertThat(Calibration.withNone(new double[0][], new int[0], new double[0]))
                .isEqualTo(Calibration.prior());
    }

    @Test
    void scoresThatSayNothingEndInLowConfidence() {
        double[][] scores = new double[300][2];
        int[] labels = new int[300];
        double[] weights = new double[300];
        Random random = new Random(13);
        for (int i = 0; i < 300; i++) {
            scores[i] = new double[] {random.nextGaussian() * 0.1, random.nextGaussian() * 0.1};
            labels[i] = random.nextInt(2);
            weights[i] = 1;
        }

        Calibration found = Calibration.withNone(scores, labels, weights);
        assertThat(found.probabilities(new double[] {0.2, 0})[0]).isLessThan(0.65);
    }

    @Test
    void aTemperatureFarFromOneIsReached() {
        double[][] scores = new double[200][];
        int[] labels = new int[200];
        for (int i = 0; i < 200; i++) {
            labels[i] = i % 2;
            boolean right = i % 10 != 0;
            scores[i] = labels[i] == 0 == right ? new double[] {0.01, 0} : new double[] {0, 0.01};
        }

        double[] odds = Calibration.scaled(scores, labels).probabilities(new double[] {0.01, 0});
        assertThat(odds[0]).isBetween(0.8, 0.9);
    }

    @Test
    void aScaleMustBePositiveAndFinite() {
        assertThatThrownBy(() -> new Calibration(0, 0, false)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Calibration(Double.NaN, 0, false)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Calibration(1, Double.POSITIVE_INFINITY, true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static int drawn(double[] odds, double draw) {
        double left = draw;
        for (int i = 0; i < odds.length; i++) {
            left -= odds[i];
            if (left < 0) {
                return i;
            }
        }
        return odds.length;
    }
}
