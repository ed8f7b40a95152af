package dev.pointsman.performance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeedbackSettingsTest {
    @Test
    void theDefaultsAreAnHourAndTwentyFeedbacks() {
        Yaml yaml = Yaml.of("{}");

        FeedbackSettings settings = FeedbackSettings.from(yaml.node());

        assertThat(settings).isEqualTo(new FeedbackSettings(20, Duration.ofHours(1)));
        assertThat(settings).isEqualTo(FeedbackSettings.DEFAULT);
        assertThat(yaml.problems()).isEmpty();
    }

    @Test
    void everyKeyIsRead() {
        Yaml yaml = Yaml.of("{ prior: 5, half_life: 30m }");

        assertThat(FeedbackSettings.from(yaml.node())).isEqualTo(new FeedbackSettings(5, Duration.ofMinutes(30)));
        assertThat(yaml.problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ prior: 0 } | test.yaml:1:10: prior: expected a number from 0.1 to 1000000 but found \"0\"",
                "{ half_life: 0s } | test.yaml:1:14: half_life: expected a time above 0",
                "{ halflife: 1h } | test.yaml:1:3: unknown key \"halflife\" (did you mean \"half_life\"?)",
            })
    void aMistakeIsToldWithItsPlace(String text, String problem) {
        Yaml yaml = Yaml.of(text);

        FeedbackSettings.from(yaml.node());

        assertThat(yaml.problems()).containsExactly(problem);
    }
}
