package dev.pointsman.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.training.evaluate.CostQualityCurve.Point;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CostQualityCurveTest {
    private static final Offset<Double> TINY = within(1e-12);

    @Test
    void theCurveIsTheLeastThatNeverFallsAndIsNowhereHollow() {
        CostQualityCurve curve = new CostQualityCurve(
                List.of(new Point(4, 0.9), new Point(1, 0.5), new Point(2, 0.6), new Point(3, 0.4), new Point(5, 0.8)));

        assertThat(curve.qualityAt(0)).isZero();
        assertThat(curve.qualityAt(0.5)).isCloseTo(0.25, TINY);
        assertThat(curve.qualityAt(1)).isCloseTo(0.5, TINY);
        assertThat(curve.qualityAt(2)).isCloseTo(0.5 + 0.4 / 3, TINY);
        assertThat(curve.qualityAt(4)).isCloseTo(0.9, TINY);
        assertThat(curve.qualityAt(9)).isCloseTo(0.9, TINY);
    }

    @Test
    void itsMeanIsTheAreaUnderItOverTheCost() {
        CostQualityCurve curve = new CostQualityCurve(List.of(new Point(1, 0.5), new Point(3, 0.7)));

        assertThat(curve.meanQualityUpTo(1)).isCloseTo(0.25, TINY);
        assertThat(curve.meanQualityUpTo(2)).isCloseTo((0.25 + 0.55) / 2, TINY);
        assertThat(curve.meanQualityUpTo(4)).isCloseTo((0.25 + 1.2 + 0.7) / 4, TINY);
        assertThat(curve.meanQualityUpTo(0)).isNaN();
    }

    @Test
    void whatCostsNothingIsThereFromTheBeginning() {
        CostQualityCurve curve = new CostQualityCurve(List.of(new Point(0, 0.5), new Point(1, 0.7)));

        assertThat(curve.qualityAt(0)).isEqualTo(0.5);
        assertThat(curve.meanQualityUpTo(1)).isCloseTo(0.6, TINY);
    }

    @Test
    void theCostForAQualityIsThatOfASettingAndNotOfAMixture() {
        CostQualityCurve curve = new CostQualityCurve(List.of(new Point(4, 0.9), new Point(1, 0.5), new Point(6, 0.9)));

        assertThat(curve.costFor(0.5)).isEqualTo(1);
        assertThat(curve.costFor(0.6)).isEqualTo(4);
        assertThat(curve.costFor(0.91)).isNaN();
    }
}
