package dev.pointsman.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The strong model is right on 8 of 10 prompts, the weak on 5; setting i sends a share of i / 20 of the prompts to the weak one. */
class RiskControlTest {
    private static final int SETTINGS = 21;
    private static final double MIN_QUALITY = 0.9;
    private static final double CONFIDENCE = 0.9;
    /** 0.8 − 0.3 · share reaches 0.72 at a share of 4 / 15. */
    private static final int LAST_GOOD = 5;

    private final RiskControl control = new RiskControl(MIN_QUALITY, CONFIDENCE);

    @Test
    void theQualityIsKeptAsOftenAsTheConfidenceSays() {
        int broken = 0;
        int runs = 1_000;
        for (int run = 0; run < runs; run++) {
            broken += cleared(run, 400) - 1 > LAST_GOOD ? 1 : 0;
        }

        // At most 1 in 10, and three standard errors of that.
        assertThat(broken).isLessThan(128);
    }

    @Test
    void aSettingAtTheVeryEdgeIsClearedNoOftenerThanTheConfidenceAllows() {
        int cleared = 0;
        SplittableRandom random = new SplittableRandom(11);
        for (int run = 0; run < 2_000; run++) {
            double[] fixed = new double[300];
            double[] routed = new double[300];
            for (int row = 0; row < 300; row++) {
                fixed[row] = random.nextDouble() < 0.8 ? 1 : 0;
                routed[row] = random.nextDouble() < 0.72 ? 1 : 0;
            }
            cleared += control.clear(routed, fixed) ? 1 : 0;
        }

        assertThat(cleared).isBetween(60, 240);
    }

    @Test
    void manyPromptsClearMoreThanFew() {
        double few = 0;
        double many = 0;
        for (int run = 0; run < 20; run++) {
            few += cleared(run, 100) / 20.0;
            many += cleared(run, 5_000) / 20.0;
        }

        assertThat(few).isLessThan(many - 1);
        assertThat(many).isBetween(5.0, 6.1);
    }

    @Test
    void theFirstSettingThatCannotBeClearedEndsIt() {
        double[] fixed = filled(1);
        double[][] settings = {filled(1), filled(0.95), filled(0.5), filled(1)};

        assertThat(control.cleared(4, i -> settings[i], fixed)).isEqualTo(2);
        assertThat(control.cleared(2, i -> filled(0.5 + 0.5 * i), fixed)).isZero();
        assertThat(control.cleared(1, i -> filled(1), fixed)).isOne();
        assertThat(new RiskControl(0, 0.9).cleared(4, i -> settings[i], fixed)).isEqualTo(4);
    }

    @Test
    void whatCannotBeAskedForIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RiskControl(1.01, 0.9))
                .withMessage("minQuality: 1.01 (expected: 0 to 1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RiskControl(0.9, 1))
                .withMessage("confidence: 1.0 (expected: above 0 and below 1)");
        assertThatIllegalArgumentException().isThrownBy(() -> new RiskControl(-0.1, 0.5));
        assertThatIllegalArgumentException().isThrownBy(() -> new RiskControl(0.9, 0));
    }

    private int cleared(int seed, int rows) {
        SplittableRandom random = new SplittableRandom(1000 + seed);
        double[] fixed = new double[rows];
        double[][] routed = new double[SETTINGS][rows];
        for (int row = 0; row < rows; row++) {
            fixed[row] = random.nextDouble() < 0.8 ? 1 : 0;
            double weak = random.nextDouble() < 0.5 ? 1 : 0;
            double lot = random.nextDouble();
            for (int setting = 0; setting < SETTINGS; setting++) {
                routed[setting][row] = lot < setting / 20.0 ? weak : fixed[row];
            }
        }
        return control.cleared(SETTINGS, i -> routed[i], fixed);
    }

    private static double[] filled(double value) {
        double[] values = new double[200];
        Arrays.fill(values, value);
        return values;
    }
}
