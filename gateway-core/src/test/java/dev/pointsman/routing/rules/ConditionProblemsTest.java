package dev.pointsman.routing.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionProblemsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tags: 'a,b' | test.yaml:1:7: tags: expected a tag without commas but found \"a,b\"",
                "langage: en | test.yaml:1:1: unknown condition \"langage\" (did you mean \"language\"?)",
                "input_tokens: few | test.yaml:1:15: input_tokens: expected a comparison such as \"< N\", \">= N\" or \"N..M\" with a count such as 300 or 128k but found \"few\"",
                "time: 22-6 | test.yaml:1:7: time: expected hours such as \"22:00-06:00 Europe/Berlin\" but found \"22-6\"",
                "time: 22:00-25:00 | test.yaml:1:7: time: expected hours such as \"22:00-06:00 Europe/Berlin\" but found \"22:00-25:00\"",
                "time: 22:00-22:00 | test.yaml:1:7: time: expected hours such as \"22:00-06:00 Europe/Berlin\" but found \"22:00-22:00\"",
                "time: 22:00-06:00 Berlin | test.yaml:1:7: time: unknown time zone \"Berlin\" (expected a name such as Europe/Berlin)",
                "weekday: [mon, tus] | test.yaml:1:16: weekday[1]: unknown day \"tus\" (expected mon, tue, wed, thu, fri, sat or sun) (did you mean \"tue\"?)",
                "tools: yes | test.yaml:1:8: tools: expected true or false but found \"yes\"",
                "endpoint: chats | test.yaml:1:11: endpoint: unknown endpoint \"chats\": expected one of chat/completions, responses, messages, messages/count_tokens, completions, embeddings, rerank, moderations, images/generations, images/edits, images/variations, audio/speech, audio/transcriptions, audio/translations, feedback, models",
                "text: '/(/' | test.yaml:1:7: text: cannot read the pattern: missing closing ) (syntax: RE2, without look-around and back-references)",
                "text: '/\u1c80/i' | test.yaml:1:7: text: cannot read the pattern: the characters U+1C80 to U+1C88 are not known in any case (syntax: RE2, without look-around and back-references)",
                "header.x-a: '/[\\x{1c00}-\\x{1cff}]/i' | test.yaml:1:13: header.x-a: cannot read the pattern: the characters U+1C80 to U+1C88 are not known in any case (syntax: RE2, without look-around and back-references)",
                "text: '  ' | test.yaml:1:7: text: expected a word or a phrase but found an empty text",
                "text: [] | test.yaml:1:7: text: expected a value or a list of values",
                "by: user | test.yaml:1:1: \"by\" says whose share it is: expected \"share\" beside it",
                "{ share: 5%, by: name } | test.yaml:1:18: by: expected user, key, team, header.NAME or metadata.NAME but found \"name\"",
                "share: 120% | test.yaml:1:8: share: expected a share such as 5% or 0.05 but found \"120%\"",
                "any: [] | test.yaml:1:6: any: expected at least one map of conditions",
                "not: text | test.yaml:1:6: not: expected a map of conditions",
            })
    void aMistakeIsToldWithItsPlace(String when, String problem) {
        Yaml yaml = Yaml.of(when);

        new ConditionParser().parse(yaml.node(), "a-rule");

        assertThat(yaml.problems()).containsExactly(problem);
    }

    @Test
    void allMistakesComeAtOnce() {
        Yaml yaml = Yaml.of("tools: maybe\nstreem: true\nany:\n  - time: never\n");

        new ConditionParser().parse(yaml.node(), "a-rule");

        assertThat(yaml.problems())
                .containsExactly(
                        "test.yaml:1:8: tools: expected true or false but found \"maybe\"",
                        "test.yaml:2:1: unknown condition \"streem\" (did you mean \"stream\"?)",
                        "test.yaml:4:11: any[0].time: expected hours such as \"22:00-06:00 Europe/Berlin\" but found"
                                + " \"never\"");
    }

    @Test
    void aPatternMayNotBeEndless() {
        Yaml yaml = Yaml.of("text: /" + "a".repeat(1_001) + "/");

        new ConditionParser().parse(yaml.node(), "a-rule");

        assertThat(yaml.problems())
                .containsExactly(
                        "test.yaml:1:7: text: the pattern is too long: 1001 characters (expected: at most 1000)");
    }
}
