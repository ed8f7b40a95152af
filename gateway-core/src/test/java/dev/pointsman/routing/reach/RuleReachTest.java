package dev.pointsman.routing.reach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.ConfigProblems;
import dev.pointsman.config.ConfigProblems.Problem;
import dev.pointsman.config.YamlConfig;
import dev.pointsman.routing.Models;
import dev.pointsman.routing.rules.RuleSettings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On models small, large and vectors. */
class RuleReachTest {
    private final ConfigProblems problems = new ConfigProblems();
    private final ConfigProblems warnings = new ConfigProblems();

    private List<String> problems(String rules) {
        var node = YamlConfig.parse("r.yaml", "rules:\n" + rules, name -> null, problems)
                .orNothing("rules");
        RuleSettings.from(node, Models.names());
        new RuleReach(Models.catalog(), problems, warnings).check(node);
        return problems.all().stream().map(Object::toString).toList();
    }

    @Test
    void aRuleBelowOneThatAlwaysEndsIsUnreachable() {
        assertThat(problems("""
                - { name: everything, then: { score: best } }
                - { name: never, when: { tools: true }, then: { use: large } }
                - { then: { use: small } }
                """))
                .containsExactly(
                        "r.yaml:3:3: rules[1]: rule \"never\" is unreachable: rule \"everything\" above ends for every request",
                        "r.yaml:4:3: rules[2]: rule \"rule-3\" is unreachable: rule \"everything\" above ends for every request");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // broader condition above | narrower one below
                "tools: true | tools: true",
                "tools: true | tools: true, stream: true",
                "header.x: [a, b] | header.X: a",
                "header.x: /^a/ | header.x: [abc, ad]",
                "header.x: [/^a/, /z/] | header.x: /^a/",
                "header.x: \"*\" | header.x: [abc, /z/]",
                "metadata.m: [a, b] | metadata.m: [a, c], not: { metadata.m: [c, d] }",
                "user: [a, b] | user: a",
                "text: [\"Unit  test\", gdpr] | text: unit test",
                "text: [a, /b+/] | text: /b+/",
                "system: [a, b] | system: [b, a]",
                "input_tokens: \"< 300\" | input_tokens: \"<= 299\"",
                "input_tokens: \"< 300\" | input_tokens: \"10..20\"",
                "input_tokens: \"> 0\" | input_tokens: [1, 5, \">= 9\"]",
                "input_tokens: [\"< 10\", \">= 10\"] | input_tokens: 7",
                "input_tokens: \">= 0\" | input_tokens: \"> 5\"",
                "code: \"> 0.2\" | code: \"30%..0.5\"",
                "not: { turns: \"> 4\" } | turns: \"2..4\"",
                "turns: \"<= 4\" | not: { turns: \"> 4\" }",
                "not: { tools: true } | tools: false",
                "not: { header.x: a } | not: { header.x: [a, b] }",
                "not: { text: a } | not: { text: [a, b] }",
                "not: { user: [a, b] } | user: c",
                "language: [en, de] | language: de, code: \"> 0.5\"",
                "any: [{ tools: true }, { stream: true }] | stream: true",
                "any: [{ tools: true }, { stream: true }] | any: [{ stream: true, audio: true }, { tools: true }]",
                "tools: true | all: [{ images: true }, { tools: true }]",
                "tools: true | any: [{ tools: true, images: true }, { not: { tools: false } }]",
                "not: [{ tools: true }, { stream: true }] | not: { any: [{ tools: true }, { stream: true }, { audio: true }] }",
                "endpoint: [audio, embeddings] | endpoint: audio/speech",
                "weekday: mon-fri | weekday: [tue, wed]",
                "weekday: { days: mon-fri, zone: Europe/Berlin } | weekday: { days: fri, zone: Europe/Berlin }",
                "time: \"22:00-06:00\" | time: \"23:00-01:00\"",
                "time: [\"08:00-12:00\", \"12:00-18:00\"] | time: \"11:00-13:00\"",
                "time: \"0:00-24:00 Europe/Berlin\" | time: \"7:00-8:00 Europe/Berlin\"",
            })
    void aRuleWhoseRequestsAllEndAboveIsUnreachable(String above, String below) {
        assertThat(problems(
                        "- { name: a, when: { %s }, then: { score: best } }\n- { name: b, when: { %s }, then: { use: small } }\n"
                                .formatted(above, below)))
                .containsExactly(
                        "r.yaml:3:3: rules[1]: rule \"b\" is unreachable: rule \"a\" above ends for all of its requests");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tools: true | stream: true",
                "tools: true, stream: true | tools: true",
                "tools: true | tools: false",
                "header.x: a | header.x: [a, b]",
                "header.x: a | header.y: a",
                "metadata.M: a | metadata.m: a",
                "header.x: /^a/ | header.x: [abc, xad]",
                "header.x: /^a/ | header.x: \"*\"",
                "not: { header.x: \"*\" } | not: { header.x: a }",
                "text: unit test | text: unit",
                "text: unit | text: unit test",
                "text: a | system: a",
                "text: /b/ | text: bb",
                "input_tokens: \"< 300\" | input_tokens: \"<= 300\"",
                "code: \"< 0.5\" | code: \"<= 0.5\"",
                "code: \"> 0.5\" | code: \">= 0.5\"",
                "not: { language: en } | language: [en, de]",
                "not: { language: en } | tools: true",
                "any: [{ tools: true }, { stream: true }] | audio: true",
                "endpoint: embeddings | endpoint: [embeddings, rerank]",
                "weekday: mon | weekday: [mon, tue]",
                "weekday: mon | weekday: { days: mon, zone: Europe/Berlin }",
                "time: \"08:00-12:00\" | time: \"08:00-12:01\"",
                "time: \"08:00-12:00\" | time: \"09:00-10:00 Europe/Berlin\"",
                "share: 100% | share: 5%",
                "share: 5%, by: user | share: 5%, by: user",
            })
    void aRuleThatMayBeReachedIsNoProblem(String above, String below) {
        assertThat(problems(
                        "- { name: a, when: { %s }, then: { score: best } }\n- { name: b, when: { %s }, then: { use: small } }\n"
                                .formatted(above, below)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "reject: true | true",
                "score: best | true",
                "use: [vectors, large, small] | true",
                // passed over where it cannot serve, and then the rules go on
                "use: [large, small] | false",
                "prefer: { models: small } | false",
                "only: { models: small } | false",
            })
    void onlyWhatSurelyEndsMakesARuleUnreachable(String then, boolean ends) {
        List<String> found =
                problems("- { name: a, then: { %s } }\n- { name: b, then: { score: best } }\n".formatted(then));

        assertThat(found).hasSize(ends ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tools: true, not: { tools: true } | tools \"true\" and not tools \"true\" exclude each other",
                "input_tokens: \"< 100\", all: { input_tokens: \"> 300\" } | input_tokens \"< 100\" and input_tokens \"> 300\" exclude each other",
                "input_tokens: \"> 3\", all: { input_tokens: \"< 4\" } | input_tokens \"> 3\" and input_tokens \"< 4\" exclude each other",
                "turns: \"< 0\" | turns \"< 0\" holds for nothing",
                "user: a, not: { user: [a, b] } | user \"a\" and not user [\"a\", \"b\"] exclude each other",
                "user: [a, b], all: [{ user: /c/ }] | user [\"a\", \"b\"] and user \"/c/\" exclude each other",
                "team: x, any: [{ team: y }, { team: z }] | team \"x\" and team \"y\" exclude each other",
                "text: [a], not: { text: [a, b] } | text [\"a\"] and not text [\"a\", \"b\"] exclude each other",
                "header.x: a, not: { header.X: \"*\" } | header.x \"a\" and not header.X \"*\" exclude each other",
                "time: \"08:00-09:00\", not: { time: \"7:00-10:00\" } | time \"08:00-09:00\" and not time \"7:00-10:00\" exclude each other",
                "weekday: mon, all: { weekday: [tue, sun] } | weekday \"mon\" and weekday [\"tue\", \"sun\"] exclude each other",
                "endpoint: rerank, all: { endpoint: audio } | endpoint \"rerank\" and endpoint \"audio\" exclude each other",
                "code: 0.5, not: { code: \"50%\" } | code \"0.5\" and not code \"50%\" exclude each other",
            })
    void aConditionThatContradictsItselfIsAProblem(String when, String why) {
        assertThat(problems("- { name: a, when: { %s }, then: { score: best } }\n".formatted(when)))
                .containsExactly("r.yaml:2:20: rules[0].when: rule \"a\" can never match: " + why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tools: true, not: { stream: true }",
                "input_tokens: \"< 100\", all: { input_tokens: \"> 98\" }",
                "code: \"> 3\", all: { code: \"< 4\" }",
                "header.x: [a, /b/], not: { header.x: a }",
                "user: /a/, all: { user: /b/ }",
                "text: a, all: { text: b }",
                "text: a, not: { text: /a/ }",
                "any: [{ tools: true, not: { tools: true } }, { stream: true }]",
                "time: \"08:00-09:00\", all: { time: \"08:00-09:00 Europe/Berlin\" }",
                "weekday: mon, all: { weekday: mon-fri }",
                "share: 0%",
            })
    void aConditionThatMayHoldIsNoProblem(String when) {
        assertThat(problems("- { name: a, when: { %s }, then: { score: best } }\n".formatted(when)))
                .isEmpty();
    }

    @Test
    void aRuleThatCanOnlyUseWhatIsExcludedIsAProblem() {
        assertThat(problems("""
                - { name: ours, when: { header.x: eu }, then: { only: { providers: [local] } } }
                - { name: big, when: { header.x: eu, tools: true }, then: { use: [large, vectors] } }
                - { name: here, when: { header.x: us }, then: { use: large } }
                - { name: own, then: { require: { not: { models: [small, vectors] } }, use: small } }
                """))
                .containsExactly(
                        "r.yaml:3:66: rules[1].then.use: rule \"big\" cannot use \"large\", \"vectors\": rule \"ours\" excludes them for all"
                                + " of these requests",
                        "r.yaml:5:77: rules[3].then.use: rule \"own\" cannot use \"small\": rule \"own\" excludes it for all of these requests");
        assertThat(warnings.all()).isEmpty();
    }

    @Test
    void aRuleThatNamesAnExcludedModelAmongOthersIsWarnedOf() {
        assertThat(problems("""
                - { name: tooled, then: { require: { can: [tools], tags: { region: [eu, us] } } } }
                - { name: rest, then: { use: [large, vectors] } }
                """)).isEmpty();
        assertThat(warnings.all())
                .extracting(Problem::toString)
                .containsExactly(
                        "r.yaml:3:30: rules[1].then.use: rule \"rest\" never uses \"vectors\": rule \"tooled\" excludes it for all of these"
                                + " requests");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deployments: [local/qwen, openai/embed, anthropic/opus]",
                "quality: \"> 0.99\"",
                "not: { models: small, quality: \"> 0.1\" }",
                "not: { not: { models: [large] } }",
                "tags: { region: us }, not: { providers: bedrock }",
                "prefer",
            })
    void whatASelectionMayLeaveIsNoProblem(String selection) {
        String then = selection.equals("prefer") ? "prefer: { models: small }" : "only: { %s }".formatted(selection);

        assertThat(problems("- { name: a, then: { %s } }\n- { name: b, then: { use: large } }\n".formatted(then)))
                .isEmpty();
    }

    @Test
    void rulesWithMistakesAreLeftOut() {
        assertThat(problems("""
                - { name: a, when: { input_tokens: "< x" }, then: { score: best } }
                - { name: b, when: { input_tokens: "< y", all: { input_tokens: "> 3" } }, then: { score: best } }
                - { name: c, then: { score: bst } }
                - { name: d, then: { score: best } }
                """))
                .hasSize(3)
                .noneMatch(problem -> problem.contains("unreachable") || problem.contains("never"));
    }

    @Test
    void aConditionOfVeryManyCasesIsLeftAlone() {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            all.append("{ any: [{ header.a%d: x }, { header.b%d: x }] }, ".formatted(i, i));
        }

        assertThat(problems("- { name: a, when: { all: [%s] }, then: { score: best } }\n".formatted(all)))
                .isEmpty();
    }
}
