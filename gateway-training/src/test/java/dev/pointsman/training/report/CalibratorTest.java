package dev.pointsman.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.learned.quality.QualityEstimator;
import dev.pointsman.training.data.OutcomeTable;
import dev.pointsman.training.evaluate.RiskControl;
import dev.pointsman.training.fit.Progress;
import org.junit.jupiter.api.Test;

class CalibratorTest {
    private final QualityEstimator knows = GeneratedOutcomes.estimator(true);
    private final OutcomeTable table = GeneratedOutcomes.table(1_000, 9);

    @Test
    void aThresholdLetsTheShareOfPromptsThrough() {
        double[] preferences = {0.1, 0.9, 0.5, 0.3, 0.7};

        assertThat(Calibrator.threshold(0.4, preferences)).isEqualTo(0.7);
        assertThat(Calibrator.threshold(1, preferences)).isEqualTo(0.1);
        assertThat(Calibrator.threshold(0, preferences)).isGreaterThan(0.9);
        assertThat(Calibrator.share(0.7, preferences)).isEqualTo(0.4);
        assertThat(Calibrator.share(Calibrator.threshold(0, preferences), preferences))
                .isZero();
    }

    @Test
    void betweenTwoModelsTheWeakOneGetsWhatItAnswersAsWell() {
        // "figures" answers sums better than "both", and verses not at all; half of the prompts are sums.
        Calibrator.Setting setting = new Calibrator(new RiskControl(0.95, 0.9), 3)
                .threshold(knows, table, 0, 1)
                .orElseThrow();

        assertThat(setting.strongShare()).isCloseTo(0.5, within(0.05));
        assertThat(setting.value()).isBetween(0.45, 0.9);
        assertThat(setting.quality()).isGreaterThan(setting.fixedQuality());
        assertThat(setting.costShare()).isCloseTo(0.1 + 0.9 * setting.strongShare(), within(1e-9));
    }

    @Test
    void aRouterThatIsWrongIsNotTrusted() {
        QualityEstimator wrong = GeneratedOutcomes.estimator(false);
        Calibrator calibrator = new Calibrator(new RiskControl(0.95, 0.9), 3);

        // It prefers the strong model for sums, so the first prompts that leave it are verses.
        assertThat(calibrator.threshold(wrong, table, 0, 1).orElseThrow().strongShare())
                .isEqualTo(1);
        assertThat(calibrator.weight(wrong, table, 0, 0.01, Progress.SILENT)).isEmpty();
    }

    @Test
    void amongManyModelsTheHighestWeightOfCostIsFound() {
        Calibrator calibrator = new Calibrator(new RiskControl(0.95, 0.9), 3);

        Calibrator.Setting setting =
                calibrator.weight(knows, table, 0, 0.01, Progress.SILENT).orElseThrow();

        assertThat(setting.value()).isCloseTo(10, within(1e-9));
        assertThat(setting.strongShare()).isZero();
        assertThat(setting.costShare()).isCloseTo(0.1, within(1e-9));
        assertThat(calibrator.weight(knows, table, 0, 0.01, Progress.SILENT)).contains(setting);
    }

    @Test
    void tooFewPromptsAreNoProof() {
        assertThat(new Calibrator(new RiskControl(0.95, 0.9), 3)
                        .weight(knows, GeneratedOutcomes.table(3, 9), 0, 0.01, Progress.SILENT))
                .isEmpty();
    }
}
