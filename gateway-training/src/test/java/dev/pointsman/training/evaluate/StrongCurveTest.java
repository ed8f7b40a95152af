package dev.pointsman.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class StrongCurveTest {
    private static final int[] ONCE = times(10);
    /** 0, 0.1, … 0.9. */
    private static final double[] RISING =
            IntStream.range(0, 10).mapToDouble(i -> i / 10.0).toArray();

    private static final double[] STRONG = filled(10, 1);
    private static final double[] WEAK = {1, 1, 1, 1, 1, 0, 0, 0, 0, 0};

    @Test
    void aPerfectOrderRecoversAllWithTheCallsItNeeds() {
        StrongCurve curve = new StrongCurve(RISING, STRONG, WEAK, 1);

        assertThat(curve.strongQuality(ONCE)).isEqualTo(1);
        assertThat(curve.weakQuality(ONCE)).isEqualTo(0.5);
        assertThat(curve.points(ONCE)[0]).containsExactly(new double[] {0, .1, .2, .3, .4, .5, .6, .7, .8, .9, 1});
        assertThat(curve.points(ONCE)[1]).containsExactly(new double[] {.5, .6, .7, .8, .9, 1, 1, 1, 1, 1, 1}, TINY);
        assertThat(curve.apgr(ONCE)).isCloseTo(0.75, TINY);
        assertThat(curve.strongShareAt(0.5, ONCE)).isCloseTo(0.25, TINY);
        assertThat(curve.strongShareAt(0, ONCE)).isZero();
        assertThat(curve.strongShareAt(1, ONCE)).isCloseTo(0.5, TINY);
        assertThat(curve.strongShareForQuality(0.95, ONCE)).isEqualTo(0.5);
        assertThat(curve.strongShareForQuality(0.7, ONCE)).isEqualTo(0.2);
        assertThat(curve.strongShareForQuality(0.5, ONCE)).isZero();
        assertThat(curve.qualityAt(0.25, ONCE)).isCloseTo(0.75, TINY);
        assertThat(curve.qualityAt(1, ONCE)).isCloseTo(1, TINY);
    }

    @Test
    void aPerfectlyWrongOrderRecoversTheSameOnlyAtTheEnd() {
        double[] falling = Arrays.stream(RISING).map(p -> -p).toArray();
        StrongCurve curve = new StrongCurve(falling, STRONG, WEAK, 1);

        assertThat(curve.apgr(ONCE)).isCloseTo(0.25, TINY);
        assertThat(curve.strongShareAt(0.5, ONCE)).isCloseTo(0.75, TINY);
        assertThat(curve.strongShareForQuality(0.95, ONCE)).isEqualTo(1);
    }

    @Test
    void anOrderThatTellsNothingIsWorthHalf() {
        StrongCurve curve = new StrongCurve(filled(10, 0.4), STRONG, WEAK, 1);

        assertThat(curve.apgr(ONCE)).isCloseTo(0.5, TINY);
        assertThat(curve.strongShareAt(0.8, ONCE)).isCloseTo(0.8, TINY);
    }

    @Test
    void lossesOfTheStrongModelCountAgainstTheCurve() {
        double[] strong = {0, 1, 1, 1, 1, 1, 1, 1, 1, 1};
        double[] weak = {1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        StrongCurve curve = new StrongCurve(RISING, strong, weak, 1);

        // All but the first prompt are won: quality 0.1 + share, then at share 1 it is 0.9.
        assertThat(curve.apgr(ONCE)).isCloseTo((0.9 * 0.9 / 2 + 0.1 * 0.85) / 0.8, TINY);
        assertThat(curve.strongShareAt(1, ONCE)).isCloseTo(0.8, TINY);
    }

    @Test
    void whereTheStrongModelIsNoBetterThereIsNoFigure() {
        StrongCurve curve = new StrongCurve(RISING, WEAK, WEAK, 1);

        assertThat(curve.apgr(ONCE)).isNaN();
        assertThat(curve.strongShareAt(0.5, ONCE)).isNaN();
        assertThat(curve.strongShareForQuality(0.95, ONCE)).isZero();
    }

    @Test
    void rowsThatCountSeveralTimesAreAsRowsThatStandThereSeveralTimes() {
        SplittableRandom random = new SplittableRandom(5);
        int n = 60;
        double[] preference =
                random.doubles(n).map(p -> Math.round(p * 20) / 20.0).toArray();
        double[] strong = random.doubles(n).map(p -> 0.4 + 0.6 * p).toArray();
        double[] weak = random.doubles(n).map(p -> 0.6 * p).toArray();
        int[] times = random.ints(n, 0, 4).toArray();
        int[] rows = IntStream.range(0, n)
                .flatMap(row -> IntStream.generate(() -> row).limit(times[row]))
                .toArray();
        StrongCurve counted = new StrongCurve(preference, strong, weak, 1);
        StrongCurve repeated = new StrongCurve(pick(preference, rows), pick(strong, rows), pick(weak, rows), 1);
        int[] once = times(rows.length);

        assertThat(counted.points(times)[0]).containsExactly(repeated.points(once)[0], TINY);
        assertThat(counted.apgr(times)).isCloseTo(repeated.apgr(once), TINY);
        assertThat(counted.strongShareAt(0.8, times)).isCloseTo(repeated.strongShareAt(0.8, once), TINY);
    }

    private static final Offset<Double> TINY = within(1e-9);

    private static double[] pick(double[] values, int[] rows) {
        return Arrays.stream(rows).mapToDouble(row -> values[row]).toArray();
    }

    private static double[] filled(int count, double value) {
        double[] values = new double[count];
        Arrays.fill(values, value);
        return values;
    }

    private static int[] times(int count) {
        int[] times = new int[count];
        Arrays.fill(times, 1);
        return times;
    }
}
