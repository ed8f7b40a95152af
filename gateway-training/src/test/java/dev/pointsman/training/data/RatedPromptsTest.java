package dev.pointsman.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RatedPromptsTest {
    private final RatedPrompts prompts = new RatedPrompts();

    @Test
    void answersToTheSameQuestionBecomeOneRowWithTheMeanOfEachModel() {
        prompts.rated("Why?", "small", 1, 0.001);
        prompts.rated("why", "small", 0, 0.003);
        prompts.rated("Why?", "large", 0.75, 0.01);
        prompts.rated("How?", "large", 1, 0.03);

        OutcomeTable table = prompts.table();

        assertThat(prompts.size()).isEqualTo(2);
        assertThat(table.models()).containsExactly("large", "small");
        assertThat(table.rows().get(0).prompt()).isEqualTo("Why?");
        assertThat(table.rows().get(0).scores()).containsExactly(0.75, 0.5);
        assertThat(table.rows().get(0).costUsd(1)).isCloseTo(0.002, within(1e-12));
        assertThat(table.rows().get(1).scores()).containsExactly(1, Double.NaN);
        assertThat(table.rows().get(1).costUsd(1)).as("not asked").isNaN();
    }

    @Test
    void aCostThatNobodyToldIsTheMeanOfTheModelsOthers() {
        prompts.rated("a", "small", 1, 0.001);
        prompts.rated("b", "small", 1, 0.003);
        prompts.rated("c", "small", 0, Double.NaN);
        prompts.rated("c", "large", 1, Double.NaN);

        OutcomeRow row = prompts.table().rows().get(2);

        assertThat(row.costUsd(1)).isCloseTo(0.002, within(1e-12));
        assertThat(row.costUsd(0)).as("told of none").isNaN();
    }
}
