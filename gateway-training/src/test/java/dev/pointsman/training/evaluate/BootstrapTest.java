package dev.pointsman.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    private static final int ROWS = 400;
    private final double[] values = new SplittableRandom(3).doubles(ROWS).toArray();
    private final Metric mean = times -> {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < times.length; i++) {
            sum += times[i] * values[i];
            count += times[i];
        }
        return sum / count;
    };

    @Test
    void theIntervalOfAMeanIsThatOfItsStandardError() {
        Interval interval = new Bootstrap(keys(1), 7).interval(mean);

        double half = 1.96 * Math.sqrt(1 / 12.0 / ROWS);
        assertThat(interval.value()).isCloseTo(0.5, within(0.04));
        assertThat(interval.value() - interval.low()).isCloseTo(half, within(0.15 * half));
        assertThat(interval.high() - interval.value()).isCloseTo(half, within(0.15 * half));
        assertThat(interval.above(0.4)).isTrue();
        assertThat(interval.above(interval.value())).isFalse();
    }

    @Test
    void rowsOfAQuestionAreDrawnTogetherSoLikeOnesTellLess() {
        double[] blocks =
                IntStream.range(0, ROWS).mapToDouble(i -> values[i / 10]).toArray();
        Metric ofBlocks = times -> {
            double sum = 0;
            int count = 0;
            for (int i = 0; i < times.length; i++) {
                sum += times[i] * blocks[i];
                count += times[i];
            }
            return sum / count;
        };

        Interval alone = new Bootstrap(keys(1), 7).interval(ofBlocks);
        Interval together = new Bootstrap(keys(10), 7).interval(ofBlocks);

        assertThat((together.high() - together.low()) / (alone.high() - alone.low()))
                .isBetween(2.5, 4.0);
    }

    @Test
    void differencesArePaired() {
        Metric more = times -> mean.of(times) + 0.01;

        Interval difference = new Bootstrap(keys(1), 7).interval(more.minus(mean));

        assertThat(difference.low()).isCloseTo(0.01, within(1e-9));
        assertThat(difference.high()).isCloseTo(0.01, within(1e-9));
    }

    @Test
    void theSameSeedGivesTheSameIntervalAloneOrAmongOthers() {
        Bootstrap bootstrap = new Bootstrap(keys(1), 7);

        assertThat(bootstrap.intervals(List.of(times -> 1, mean)).get(1)).isEqualTo(bootstrap.interval(mean));
        assertThat(new Bootstrap(keys(1), 8).interval(mean)).isNotEqualTo(bootstrap.interval(mean));
    }

    @Test
    void aFigureThatOftenDoesNotExistHasNoInterval() {
        Interval interval = new Bootstrap(keys(1), 7).interval(times -> times[0] == 0 ? Double.NaN : 1);
        Interval none = new Bootstrap(List.of(), 7).interval(times -> Double.NaN);

        assertThat(interval.value()).isEqualTo(1);
        assertThat(interval.low()).isNaN();
        assertThat(interval.high()).isNaN();
        assertThat(none.value()).isNaN();
    }

    private static List<String> keys(int rowsEach) {
        return IntStream.range(0, ROWS).mapToObj(i -> "q" + i / rowsEach).toList();
    }
}
