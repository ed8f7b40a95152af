package dev.pointsman.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FadingQuantilesTest {
    private static final double HALF_LIFE = 60e9;

    @Test
    void quantilesAreThoseOfTheTimesWithinTheWidthOfABucket() {
        FadingQuantiles times = new FadingQuantiles(HALF_LIFE, 0);
        for (int i = 1; i <= 1_000; i++) {
            times.add(i, 0);
        }

        assertThat(times.quantile(0.5, 0)).isBetween(500 * 0.91, 500 * 1.1);
        assertThat(times.quantile(0.95, 0)).isBetween(950 * 0.91, 950 * 1.1);
        assertThat(times.quantile(0.99, 0)).isBetween(990 * 0.91, 990 * 1.1);
    }

    @Test
    void tooFewTimesTellNothing() {
        FadingQuantiles times = new FadingQuantiles(HALF_LIFE, 0);
        for (int i = 0; i < 9; i++) {
            times.add(100, 0);
        }
        assertThat(times.quantile(0.5, 0)).isNaN();

        times.add(100, 0);

        assertThat(times.quantile(0.5, 0)).isCloseTo(100, within(10.0));
        assertThat(times.quantile(0.5, (long) HALF_LIFE)).as("they have faded").isNaN();
    }

    @Test
    void theNewTimesOutweighTheOld() {
        FadingQuantiles times = new FadingQuantiles(HALF_LIFE, 0);
        for (int i = 0; i < 1_000; i++) {
            times.add(100, 0);
        }
        long later = (long) (7 * HALF_LIFE);

        for (int i = 0; i < 20; i++) {
            times.add(1_000, later);
        }

        assertThat(times.quantile(0.5, later)).isCloseTo(1_000, within(100.0));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 3_600, 86_400, 30L * 86_400})
    void theyGoOnForMonths(long startSeconds) {
        FadingQuantiles times = new FadingQuantiles(HALF_LIFE, 0);
        Random random = new Random(3);
        times.add(5_000, 0);
        long now = startSeconds * 1_000_000_000L;
        for (int i = 0; i < 40_000; i++) {
            now += 1_000_000_000L;
            times.add(200 + random.nextInt(100), now);
        }

        assertThat(times.quantile(0.5, now)).isBetween(215.0, 285.0);
        assertThat(times.quantile(1, now)).isLessThan(330);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.4, 1, -3, 1e9})
    void timesOutsideTheBucketsCountInTheOutermost(double millis) {
        FadingQuantiles times = new FadingQuantiles(HALF_LIFE, 0);
        for (int i = 0; i < 20; i++) {
            times.add(millis, 0);
        }

        assertThat(times.quantile(0.5, 0)).isBetween(1.0, 1.1e6);
        assertThat(times.quantile(0.5, 0) < 2).isEqualTo(millis <= 1);
    }
}
