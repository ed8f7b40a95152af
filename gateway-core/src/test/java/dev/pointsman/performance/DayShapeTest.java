package dev.pointsman.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DayShapeTest {
    private static final int HOUR = 3600;

    private final DayShape shape = new DayShape();

    @Test
    void theDayIsEvenAtFirst() {
        assertThat(shape.elapsed(0)).isZero();
        assertThat(shape.elapsed(6 * HOUR)).isCloseTo(0.25, within(1e-12));
        assertThat(shape.elapsed(6 * HOUR + HOUR / 2)).isCloseTo(6.5 / 24, within(1e-12));
    }

    @Test
    void aDayMovesItHalfTheWay() {
        for (int i = 0; i < 300; i++) {
            shape.count(12 * HOUR + i);
        }
        assertThat(shape.elapsed(13 * HOUR)).as("not before the day has ended").isCloseTo(13 / 24.0, within(1e-12));

        shape.dayEnded();

        assertThat(shape.elapsed(12 * HOUR)).isCloseTo(12 / 48.0, within(1e-12));
        assertThat(shape.elapsed(13 * HOUR)).isCloseTo(0.5 + 13 / 48.0, within(1e-12));
        assertThat(shape.elapsed(24 * HOUR - 1)).isCloseTo(1, within(1e-4));
    }

    @Test
    void aDayWithFewRequestsTeachesNothing() {
        for (int i = 0; i < 199; i++) {
            shape.count(0);
        }

        shape.dayEnded();

        assertThat(shape.elapsed(HOUR)).isCloseTo(1 / 24.0, within(1e-12));
    }

    @Test
    void everyHourKeepsSomeOfTheDay() {
        for (int day = 0; day < 30; day++) {
            for (int i = 0; i < 300; i++) {
                shape.count(0);
            }
            shape.dayEnded();
        }

        assertThat(shape.elapsed(2 * HOUR) - shape.elapsed(HOUR)).isCloseTo(0.002, within(2e-4));
        assertThat(shape.elapsed(HOUR)).isGreaterThan(0.95);
    }
}
