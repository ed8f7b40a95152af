package dev.pointsman.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TranscriptSettingsTest {
    @Test
    void textsHaveTheirDefaults() {
        TranscriptSettings settings = Talk.settings("of: prompt");

        assertThat(settings.prompt()).isTrue();
        assertThat(settings.reply()).isFalse();
        assertThat(settings.when()).isNull();
        assertThat(settings.limitBytes()).isEqualTo(16_000);
        assertThat(settings.removed()).containsExactly("all");
        assertThat(settings.keep()).isEqualTo(Duration.ofDays(7));
        assertThat(settings.redaction().redact("a@b.co", 6)).isEqualTo("[email]");
    }

    @Test
    void everySettingOfTextsIsRead() {
        TranscriptSettings settings = Talk.settings(
                "{ of: [reply], when: { tools: true }, limit: 2kB, redact: [card, '/x+/', '/x+/'], keep: 1d }");

        assertThat(settings.prompt()).isFalse();
        assertThat(settings.reply()).isTrue();
        assertThat(settings.when()).isNotNull();
        assertThat(settings.limitBytes()).isEqualTo(2_000);
        assertThat(settings.removed()).containsExactly("card", "/x+/");
        assertThat(settings.keep()).isEqualTo(Duration.ofDays(1));
        assertThat(settings.redaction().redact("a@b.co xx", 9)).isEqualTo("a@b.co [redacted]");
        assertThat(Talk.settings("{ of: reply, redact: none }").removed()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | missing key \"of\"",
                "of: [] | expected prompt, reply, or both",
                "of: promt | expected one of prompt, reply but found \"promt\" (did you mean \"prompt\"?)",
                "{ of: prompt, limit: 1MB } | expected a size from 100 to 64000 bytes, such as 16kB, but found \"1MB\"",
                "{ of: prompt, limit: 99 } | expected a size from 100 to 64000 bytes, such as 16kB, but found \"99\"",
                "{ of: prompt, keep: 59m } | expected a time from 1h on",
                "{ of: prompt, redact: [emial] } | expected one of email, phone, card, iban, ip, secret, all, a /pattern/, or none alone,"
                        + " but found \"emial\" (did you mean \"email\"?)",
                "{ of: prompt, redact: [none, email] } | or none alone, but found \"none\"",
                "{ of: prompt, redact: '/(/' } | cannot read the pattern",
                "{ of: prompt, redact: [/1/,/2/,/3/,/4/,/5/,/6/,/7/,/8/,/9/,/10/,/11/,/12/,/13/,/14/,/15/,/16/,/17/] } | expected at most 16",
                "{ of: prompt, when: { tool: true } } | tool",
                "{ of: prompt, kep: 1d } | unknown key \"kep\" (did you mean \"keep\"?)"
            })
    void mistakesAreToldAtTheirPlace(String text, String problem) {
        assertThat(Talk.problems(text)).singleElement().asString().contains(problem);
    }

    @Test
    void aLedgerThatForgetsNothingHasNoTimeToKeepTexts() {
        Yaml yaml = Yaml.of("{ of: prompt, keep: 1d }");

        TranscriptSettings.from(yaml.node(), false);

        assertThat(yaml.problems()).singleElement().asString().contains("only these remove texts");
    }

    @Test
    void settingsAreComparedByWhatTheySay() {
        String text = "{ of: [prompt, reply], when: { tools: true }, limit: 2kB, redact: [card], keep: 1d }";
        TranscriptSettings settings = Talk.settings(text);

        assertThat(settings.sameValues(Talk.settings(text))).isTrue();
        for (String other : new String[] {
            text.replace("prompt, ", ""),
            text.replace(", reply", ""),
            text.replace("when: { tools: true }, ", ""),
            text.replace("2kB", "3kB"),
            text.replace("[card]", "[card, ip]"),
            text.replace("1d", "2d")
        }) {
            assertThat(settings.sameValues(Talk.settings(other))).as(other).isFalse();
        }
    }
}
