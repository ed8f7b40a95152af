package dev.pointsman.routing.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import dev.pointsman.routing.session.Staying.Within;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StayingTest {
    @Test
    void aTenthIsTheMarginAndRulesTheRangeUnlessSaid() {
        assertThat(Staying.from(Yaml.of("{}").node())).isEqualTo(new Staying(0.1, Within.RULES));
    }

    @Test
    void everyKeyIsRead() {
        Yaml yaml = Yaml.of("{ margin: 0.25, within: score }");

        assertThat(Staying.from(yaml.node())).isEqualTo(new Staying(0.25, Within.SCORE));
        assertThat(yaml.problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ margin: 1.5 } | test.yaml:1:11: margin: expected a number from 0 to 1 but found \"1.5\"",
                "{ margin: -0.1 } | test.yaml:1:11: margin: expected a number from 0 to 1 but found \"-0.1\"",
            })
    void aMarginOutsideItsRangeIsTold(String session, String problem) {
        Yaml yaml = Yaml.of(session);

        Staying.from(yaml.node());

        assertThat(yaml.problems()).containsExactly(problem);
    }
}
