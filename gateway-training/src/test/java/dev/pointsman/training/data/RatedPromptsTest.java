package dev.pointsman.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RatedPromptsTest {
    private final RatedPrompts prompts = new RatedPrompts();

    @Test
    void answersToTheSameQuestionBecomeOneRowWithTheMeanOfEachModel() {
        prompts.rated("Why?", "small", 1, 0.001, Map.of());
        prompts.rated("why", "small", 0, 0.003, Map.of());
        prompts.rated("Why?", "large", 0.75, 0.01, Map.of());
        prompts.rated("How?", "large", 1, 0.03, Map.of());

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
        prompts.rated("a", "small", 1, 0.001, Map.of());
        prompts.rated("b", "small", 1, 0.003, Map.of());
        prompts.rated("c", "small", 0, Double.NaN, Map.of());
        prompts.rated("c", "large", 1, Double.NaN, Map.of());

        OutcomeRow row = prompts.table().rows().get(2);

        assertThat(row.costUsd(1)).isCloseTo(0.002, within(1e-12));
        assertThat(row.costUsd(0)).as("told of none").isNaN();
    }

    @Test
    void oddsOfAModelAreThoseOfItsBeingAskedInOneOfTheDraws() {
        prompts.rated("a", "small", 1, 0.001, Map.of("small", 0.75, "large", 0.25));
        prompts.rated("A", "large", 1, 0.001, Map.of("small", 0.5, "large", 0.5));
        prompts.rated("b", "large", 1, 0.001, Map.of("large", 1.0));

        OutcomeRow twice = prompts.table().rows().get(0);
        OutcomeRow surely = prompts.table().rows().get(1);

        assertThat(twice.odds(0)).as("1 - 0.75 * 0.5").isEqualTo(0.625);
        assertThat(twice.odds(1)).as("1 - 0.25 * 0.5").isEqualTo(0.875);
        assertThat(twice.anyModelPossible()).isTrue();
        assertThat(surely.odds(0)).isEqualTo(1);
        assertThat(surely.odds(1)).isZero();
        assertThat(surely.anyModelPossible()).isFalse();
    }

    @Test
    void whereTheOddsOfOneAnswerAreNotKnownThoseOfItsQuestionAreNot() {
        prompts.rated("a", "small", 1, 0.001, Map.of("small", 0.75, "large", 0.25));
        prompts.rated("a", "large", 1, 0.001, Map.of());

        OutcomeRow row = prompts.table().rows().get(0);

        assertThat(row.drawn()).isFalse();
        assertThat(row.odds(0)).isNaN();
    }
}
