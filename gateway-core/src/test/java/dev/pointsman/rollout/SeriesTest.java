package dev.pointsman.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SeriesTest {
    @Test
    void nothingIsKnownBeforeTheFirstNumber() {
        Series series = new Series(3);

        assertThat(series.count()).isZero();
        assertThat(series.full()).isFalse();
        assertThat(series.mean()).isNaN();
        assertThat(series.variance()).isNaN();
        assertThat(series.meanOfLast()).isNaN();
        assertThat(series.quantileOfLast(0.5)).isNaN();
    }

    @Test
    void meanAndVarianceAreOfAllAndTheWindowOfTheLast() {
        Series series = new Series(3);
        for (double value : new double[] {2, 4, 4, 4, 5, 5, 7, 9}) {
            series.add(value);
        }

        assertThat(series.count()).isEqualTo(8);
        assertThat(series.mean()).isEqualTo(5);
        assertThat(series.variance()).isCloseTo(32.0 / 7, within(1e-12));
        assertThat(series.full()).isTrue();
        assertThat(series.meanOfLast()).isCloseTo(7, within(1e-12));
    }

    @Test
    void aWindowIsFullWithItsLastPlace() {
        Series series = new Series(2);
        series.add(1);
        assertThat(series.full()).isFalse();
        assertThat(series.meanOfLast()).isEqualTo(1);
        series.add(2);
        assertThat(series.full()).isTrue();
    }

    @Test
    void aQuantileIsTheSmallestNumberThatEnoughDoNotExceed() {
        Series series = new Series(10);
        for (int i = 1; i <= 10; i++) {
            series.add(i);
        }

        assertThat(series.quantileOfLast(0.9)).isEqualTo(9);
        assertThat(series.quantileOfLast(0.5)).isEqualTo(5);
        assertThat(series.quantileOfLast(1)).isEqualTo(10);
        assertThat(series.quantileOfLast(0)).isEqualTo(1);
    }

    @Test
    void roundingDoesNotAddUpInALongRun() {
        Series series = new Series(10);
        for (int i = 0; i < 100_005; i++) {
            series.add(i % 2 == 0 ? 1e12 : 1e-3);
        }
        for (int i = 0; i < 10; i++) {
            series.add(1e-3);
        }

        assertThat(series.meanOfLast()).isCloseTo(1e-3, within(1e-3));
    }
}
