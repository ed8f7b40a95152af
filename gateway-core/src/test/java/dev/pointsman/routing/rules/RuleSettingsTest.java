package dev.pointsman.routing.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import dev.pointsman.routing.Models;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleSettingsTest {
    @Test
    void withoutRulesThereAreNone() {
        assertThat(RuleSettings.from(null, Models.names()).names()).isEmpty();
    }

    @Test
    void everyKeyOfARuleIsRead() {
        Yaml yaml = Yaml.of("""
                - name: full
                  when: { stream: true }
                  then:
                    only: { models: [large], providers: [bedrock], deployments: [bedrock/opus], tags: { region: eu }, not: { models: small } }
                    require: { quality: 0.5, context: 1k, cost: 1, first_token: 9s, price_in: 9, price_out: 99, can: tools, safety: 0.1 }
                    prefer: { providers: bedrock }
                    use: [large]
                    name: outcome
                """);

        RuleSettings settings = RuleSettings.from(yaml.node(), Models.names());

        assertThat(yaml.problems()).isEmpty();
        Rule rule = settings.rules().get(0);
        assertThat(rule.name()).isEqualTo("full");
        assertThat(rule.outcome()).isEqualTo("outcome");
        assertThat(rule.only())
                .hasToString("models large; providers bedrock; deployments bedrock/opus; region eu; not models small");
        assertThat(rule.require())
                .hasToString(
                        "quality 0.5, context 1k, cost 1, first_token 9s, price_in 9, price_out 99, safety 0.1, can tools");
        assertThat(rule.prefer()).hasToString("providers bedrock");
        assertThat(rule.use()).containsExactly("large");
        assertThat(rule.ends()).isTrue();
        assertThat(rule.guards()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ name: a, then: { use: smal } } | test.yaml:1:27: [0].then.use: unknown model \"smal\" (did you mean \"small\"?)",
                "{ name: a, then: { score: chep } } | test.yaml:1:29: [0].then.score: unknown score \"chep\" (did you mean \"cheap\"?)",
                "{ name: a, then: { route: acme } } | test.yaml:1:29: [0].then.route: unknown router \"acme\"",
                "{ name: a, then: { only: { providers: [bedrok] } } } | test.yaml:1:42: [0].then.only.providers[0]: unknown provider \"bedrok\" (did you mean \"bedrock\"?)",
                "{ name: a, then: { only: { deployments: local/qwem } } } | test.yaml:1:43: [0].then.only.deployments: unknown deployment \"local/qwem\" (did you mean \"local/qwen\"?)",
                "{ name: a, then: { require: { qality: 1 } } } | test.yaml:1:33: [0].then.require: unknown key \"qality\" (did you mean \"quality\"?): expected quality, context, cost, first_token, latency, first_token_p95, first_token_p99, total_time, total_time_p95, speed, errors, headroom, price_in, price_out or a trait that some model has",
                "{ name: a, then: { use: small, score: cheap } } | test.yaml:1:34: [0].then: a rule ends in one way only: remove all but one of use, score",
                "{ name: a, then: { name: b } } | test.yaml:1:20: [0].then: expected at least one of only, require, prefer, use, score, route, reject",
                "{ name: a, then: { usee: small, only: { models: small } } } | test.yaml:1:22: [0].then: unknown key \"usee\" (did you mean \"use\"?)",
                "{ name: a } | test.yaml:1:3: [0]: missing key \"then\"",
                "{ nam: a, then: { use: small } } | test.yaml:1:5: [0]: unknown key \"nam\" (did you mean \"name\"?)",
            })
    void aMistakeIsToldWithItsPlace(String rule, String problem) {
        Yaml yaml = Yaml.of("- " + rule);

        RuleSettings.from(yaml.node(), Models.names());

        assertThat(yaml.problems()).containsExactly(problem);
    }

    @Test
    void namesAreUniqueAndMayBeLeftOut() {
        Yaml yaml = Yaml.of("""
                - { name: twice, when: { stream: true }, then: { use: small } }
                - { name: twice, when: { stream: false }, then: { use: small } }
                - { then: { use: large } }
                """);

        List<String> names = RuleSettings.from(yaml.node(), Models.names()).names();

        assertThat(names).containsExactly("twice", "twice", "rule-3");
        assertThat(yaml.problems()).containsExactly("test.yaml:2:11: [1].name: there are two rules \"twice\"");
    }

    @Test
    void theUsualNameOfARuleMayNotBeTakenByAnother() {
        Yaml yaml = Yaml.of(
                "- { name: rule-2, when: { stream: true }, then: { use: small } }\n- { then: { use: large } }\n");

        RuleSettings.from(yaml.node(), Models.names());

        assertThat(yaml.problems())
                .containsExactly(
                        "test.yaml:2:3: [1]: there are two rules \"rule-2\": expected a name, since the usual one is taken");
    }

    @Test
    void noTableIsBuiltForMoreWordsThanFitIntoOne() {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            words.append(i == 0 ? "" : ", ")
                    .append("\"")
                    .append("x".repeat(20))
                    .append((char) (0x4e00 + i))
                    .append("\"");
        }
        Yaml yaml = Yaml.of("- { name: a, when: { text: [" + words + "] }, then: { use: small } }\n");

        RuleSettings settings = RuleSettings.from(yaml.node(), Models.names());

        assertThat(yaml.problems())
                .singleElement()
                .asString()
                .endsWith("[0].when.text: the rules have too many words here: the table for them would be too large");
        assertThat(settings.searchedFor(false)).isEmpty();
    }
}
