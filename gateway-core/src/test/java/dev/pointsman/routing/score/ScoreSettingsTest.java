package dev.pointsman.routing.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import dev.pointsman.routing.Models;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoreSettingsTest {
    @Test
    void boundsAndExploringAreOffUnlessSaid() {
        Yaml yaml = Yaml.of("weights: { cost: 1 }");

        ScoreSettings settings = ScoreSettings.from("cheap", yaml.node(), Models.names());

        assertThat(yaml.problems()).isEmpty();
        assertThat(settings.bounds().isEmpty()).isTrue();
        assertThat(settings.explore()).isZero();
    }

    @Test
    void everyKeyIsRead() {
        Yaml yaml = Yaml.of("""
                weights: { quality: 6, cost: 3, latency: 1, safety: 0.5 }
                bounds: { quality: "> 0.55", cost: "< 0.10", first_token: "< 4s", can: [tools] }
                explore: 2%
                """);

        ScoreSettings settings = ScoreSettings.from("s", yaml.node(), Models.names());

        assertThat(yaml.problems()).isEmpty();
        assertThat(settings.weights())
                .extracting(weight -> weight.criterion().name() + "=" + weight.weight())
                .containsExactly("quality=6.0", "cost=3.0", "latency=1.0", "safety=0.5");
        assertThat(settings.bounds()).hasToString("quality > 0.55, cost < 0.10, first_token < 4s, can tools");
        assertThat(settings.explore()).isEqualTo(0.02);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ weight: { cost: 1 }, weights: { cost: 1 } } | test.yaml:1:3: unknown key \"weight\" (did you mean \"weights\"?)",
                "{ bounds: { cost: 1 } } | test.yaml:1:1: missing key \"weights\"",
                "{ weights: { costs: 1, quality: 1 } } | test.yaml:1:14: weights: unknown key \"costs\" (did you mean \"cost\"?): expected quality, context, cost, first_token, latency, price_in, price_out or a trait that some model has",
                "{ weights: { cost: -1, quality: 1 } } | test.yaml:1:20: weights.cost: expected a number from 0 to 1000000 but found \"-1\"",
                "{ weights: { cost: 0 } } | test.yaml:1:12: weights: expected at least one weight above 0",
                "{ estimator: a, strong: b } | test.yaml:1:3: \"estimator\" is not available yet: use \"weights\" and \"bounds\"",
                "{ weights: { cost: 1 }, explore: lots } | test.yaml:1:34: explore: expected a share such as 5% or 0.05 but found \"lots\"",
            })
    void aMistakeIsToldWithItsPlace(String text, String problem) {
        Yaml yaml = Yaml.of(text);

        ScoreSettings.from("s", yaml.node(), Models.names());

        assertThat(yaml.problems()).containsExactly(problem);
    }
}
