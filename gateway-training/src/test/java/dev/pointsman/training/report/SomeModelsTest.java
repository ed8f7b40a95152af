package dev.pointsman.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pointsman.learned.quality.QualityEstimator;
import java.util.List;
import org.junit.jupiter.api.Test;

class SomeModelsTest {
    private final QualityEstimator whole = GeneratedOutcomes.estimator(true);

    @Test
    void itSaysOfItsModelsWhatTheWholeSaysInItsOwnOrder() {
        QualityEstimator some = new SomeModels(whole, List.of("verses", "both"));

        assertThat(some.models()).containsExactly("verses", "both");
        assertThat(some.estimate("rhyme on 1")).containsExactly(0.9, 0.8);
        assertThat(some.costs("rhyme on 1")).containsExactly(0.001, 0.01);
        assertThat(some.preference("rhyme on 1", 1, 0)).isEqualTo(whole.preference("rhyme on 1", 0, 2));
        assertThat(some.familiarity("rhyme on 1")).isNaN();
    }

    @Test
    void aModelTheWholeDoesNotKnowIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SomeModels(whole, List.of("both", "all")))
                .withMessage("models: all (expected: one of [both, figures, verses])");
    }
}
