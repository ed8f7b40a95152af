package dev.pointsman.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import dev.pointsman.routing.session.Staying;
import dev.pointsman.session.SessionSource.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionSettingsTest {
    @Test
    void anEmptySectionHasTheDefaults() {
        SessionSettings settings = SessionSettings.from(Yaml.of("{}").node());

        assertThat(settings)
                .isEqualTo(new SessionSettings(
                        List.of(new SessionSource(Kind.HEADER, "x-session-id"), SessionSource.of(Kind.CONVERSATION)),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(5),
                        new Staying(0.1, Staying.Within.RULES),
                        null));
    }

    @Test
    void everyKeyCanBeSet() {
        Yaml yaml = Yaml.of(
                "{ by: [header.X-Chat, metadata.chat, user, prompt_cache_key, conversation], keep: 1h, warm: 30m,"
                        + " margin: 0.25, within: score, shared: { wait: 20ms } }");

        SessionSettings settings = SessionSettings.from(yaml.node());

        assertThat(yaml.problems()).isEmpty();
        assertThat(settings)
                .isEqualTo(new SessionSettings(
                        List.of(
                                SessionSource.header("x-chat"),
                                new SessionSource(Kind.METADATA, "chat"),
                                SessionSource.of(Kind.USER),
                                SessionSource.of(Kind.PROMPT_CACHE_KEY),
                                SessionSource.of(Kind.CONVERSATION)),
                        Duration.ofHours(1),
                        Duration.ofMinutes(30),
                        new Staying(0.25, Staying.Within.SCORE),
                        Duration.ofMillis(20)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ keep: 0s } | test.yaml:1:9: keep: expected a time from 1s to 7d but found \"0s\"",
                "{ keep: 8d } | test.yaml:1:9: keep: expected a time from 1s to 7d but found \"8d\"",
                "{ warm: 8d } | test.yaml:1:9: warm: expected a time from 0s to 7d but found \"8d\"",
                "{ shared: { wait: 2s } } | test.yaml:1:19: shared.wait: expected a time from 1ms to 1s but found \"2s\"",
                "{ margin: 2 } | test.yaml:1:11: margin: expected a number from 0 to 1 but found \"2\"",
                "{ within: scores } | test.yaml:1:11: within: expected one of rules, score but found \"scores\" (did you mean \"score\"?)",
                "{ by: [] } | test.yaml:1:7: by: expected at least one of header.NAME, metadata.NAME, user, prompt_cache_key, conversation",
                "{ by: [user, user] } | test.yaml:1:14: by[1]: \"user\" is already listed",
                "{ by: conversations } | test.yaml:1:7: by: expected one of header.NAME, metadata.NAME, user, prompt_cache_key, conversation but found \"conversations\" (did you mean \"conversation\"?)",
                "{ by: header. } | test.yaml:1:7: by: expected one of header.NAME, metadata.NAME, user, prompt_cache_key, conversation but found \"header.\" (did you mean \"header.NAME\"?)",
                "{ kep: 1m } | test.yaml:1:3: unknown key \"kep\" (did you mean \"keep\"?)",
            })
    void aMistakeIsToldWithItsPlace(String text, String problem) {
        Yaml yaml = Yaml.of(text);

        SessionSettings.from(yaml.node());

        assertThat(yaml.problems()).containsExactly(problem);
    }
}
