package dev.pointsman.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChainSettingsTest {
    private static final Router RULES = new CapabilityRouter();
    private static final Router SCORE = new RequestLimits();

    @Test
    void rulesThenScoreIsTheDefault() {
        assertThat(ChainSettings.from(null, Models.names()).routers(RULES, SCORE))
                .containsExactly(RULES, SCORE);
    }

    @Test
    void stepsMayBeReorderedLeftOutAndJoinedByPlugIns() {
        Router plugIn = new CapabilityRouter();
        RouterFactory factory = new RouterFactory() {
            @Override
            public String type() {
                return "acme-compliance";
            }

            @Override
            public Router create(dev.pointsman.config.ConfigNode settings, dev.pointsman.catalog.Catalog catalog) {
                settings.onlyKeys("type", "mode");
                return plugIn;
            }
        };
        Yaml yaml = Yaml.of("[capability, score, { type: acme-compliance, mode: strict }, rules, balance]");

        ChainSettings chain = ChainSettings.from(yaml.node(), Models.names(factory));

        assertThat(yaml.problems()).isEmpty();
        assertThat(chain.routers(RULES, SCORE)).containsExactly(SCORE, plugIn, RULES);
        assertThat(ChainSettings.from(Yaml.of("[rules]").node(), Models.names()).routers(RULES, SCORE))
                .isEqualTo(List.of(RULES));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[rules, capability] | test.yaml:1:9: [1]: \"capability\" is always first",
                "[balance, rules] | test.yaml:1:2: [0]: \"balance\" is always last",
                "[rules, score, rules] | test.yaml:1:16: [2]: \"rules\" stands in the chain twice",
                "[rules, tasks] | test.yaml:1:9: [1]: \"tasks\" is not available yet",
                "[rule, score] | test.yaml:1:2: [0]: unknown step \"rule\" (did you mean \"rules\"?)",
                "[rules, { type: acme }] | test.yaml:1:17: [1].type: unknown router \"acme\"",
                "[rules, { mode: acme }] | test.yaml:1:9: [1]: missing key \"type\"",
                "rules | test.yaml:1:1: expected a list but found \"rules\"",
            })
    void aMistakeIsToldWithItsPlace(String text, String problem) {
        Yaml yaml = Yaml.of(text);

        ChainSettings.from(yaml.node(), Models.names());

        assertThat(yaml.problems()).containsExactly(problem);
    }
}
