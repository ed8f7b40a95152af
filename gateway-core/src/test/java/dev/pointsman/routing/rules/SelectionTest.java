package dev.pointsman.routing.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import dev.pointsman.routing.Asking;
import dev.pointsman.routing.Models;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | test.yaml:1:1: expected at least one of models, providers, deployments, tags, skills, not, can or a bound",
                "{ models: [] } | test.yaml:1:11: models: expected at least one name",
                "{ not: { providers: [] } } | test.yaml:1:21: not.providers: expected at least one name",
            })
    void aSelectionOfNothingIsToldWithItsPlace(String selection, String problem) {
        Yaml yaml = Yaml.of(selection);

        Selection.from(yaml.node(), Models.names());

        assertThat(yaml.problems()).containsExactly(problem);
    }

    @Test
    void allKeysMustHoldAndNotTurnsRound() {
        assertThat(admits("{ models: large, providers: bedrock }", 1)).isTrue();
        assertThat(admits("{ models: large, providers: bedrock }", 0)).isFalse();
        assertThat(admits("{ models: small, providers: bedrock }", 1)).isFalse();
        assertThat(admits("{ deployments: [bedrock/opus], tags: { region: [eu, uk] } }", 1))
                .isTrue();
        assertThat(admits("{ deployments: [bedrock/opus], tags: { region: us } }", 1))
                .isFalse();
        assertThat(admits("{ tags: { tier: gold } }", 1))
                .as("a tag it does not have")
                .isFalse();
        assertThat(admits("{ not: { tags: { region: eu } } }", 0)).isTrue();
        assertThat(admits("{ not: { tags: { region: eu } } }", 1)).isFalse();
        assertThat(admits("{ providers: bedrock, not: { models: large } }", 1)).isFalse();
    }

    /** Of the two deployments of the large model: anthropic/opus in the US, bedrock/opus in the EU. */
    private static boolean admits(String selection, int deployment) {
        Yaml yaml = Yaml.of(selection);
        Selection read = Selection.from(yaml.node(), Models.names());
        assertThat(yaml.problems()).isEmpty();
        return read.admits(
                Models.LARGE,
                Models.LARGE.deployments().get(deployment),
                Asking.chat("hi").context());
    }
}
