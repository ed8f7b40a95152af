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

    @Test
    void aJudgeHasAShareAndARubricOfItsOwnUnlessSaid() {
        Yaml usual = Yaml.of("{ judge: { model: large, cap: 2/day } }");
        Yaml other = Yaml.of("{ judge: { model: large, cap: 0.5/day, share: 100%, rubric: Be strict. } }");

        JudgeSettings judge = FeedbackSettings.from(usual.node()).judge();

        assertThat(judge).isNotNull();
        assertThat(judge.share()).isEqualTo(0.05);
        assertThat(judge.rubric()).startsWith("A good answer does what was asked");
        assertThat(judge.capNanos()).isEqualTo(2_000_000_000L);
        assertThat(FeedbackSettings.from(other.node()).judge())
                .isEqualTo(new JudgeSettings("large", 1, 500_000_000L, "Be strict."));
        assertThat(usual.problems()).isEmpty();
        assertThat(other.problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ prior: 0 } | test.yaml:1:10: prior: expected a number from 0.1 to 1000000 but found \"0\"",
                "{ half_life: 0s } | test.yaml:1:14: half_life: expected a time above 0",
                "{ judge: { model: large } } | test.yaml:1:10: judge: missing key \"cap\"",
                "{ judge: { cap: 1/day } } | test.yaml:1:10: judge: missing key \"model\"",
                "{ judge: { model: large, cap: 1 } } | test.yaml:1:31: judge.cap: expected US dollars above 0 for each day, such as 20/day, but found \"1\"",
                "{ judge: { model: large, cap: 1/day, rubric: ' ' } } | test.yaml:1:46: judge.rubric: expected 1 to 4000 characters",
                "{ judge: { model: large, cap: 1/day, shares: 1% } } | test.yaml:1:38: judge: unknown key \"shares\" (did you mean \"share\"?)",
                "{ halflife: 1h } | test.yaml:1:3: unknown key \"halflife\" (did you mean \"half_life\"?)",
            })
    void aMistakeIsToldWithItsPlace(String text, String problem) {
        Yaml yaml = Yaml.of(text);

        FeedbackSettings.from(yaml.node());

        assertThat(yaml.problems()).containsExactly(problem);
    }
}
