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
        assertThat(ChainSettings.from(null, Models.names()).routers(RULES, SCORE, null))
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
        assertThat(chain.routers(RULES, SCORE, null)).containsExactly(SCORE, plugIn, RULES);
        assertThat(ChainSettings.from(Yaml.of("[rules]").node(), Models.names()).routers(RULES, SCORE, null))
                .isEqualTo(List.of(RULES));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[rules, score] | rules score session",
                "[capability, rules, score, balance] | rules score session",
                "[score, session, acme] | score session acme",
                "[acme] | acme session",
            })
    void sessionIsLastUnlessTheChainSaysOtherwise(String text, String order) {
        Router session = new RequestLimits();
        Router plugIn = new CapabilityRouter();
        RouterFactory factory = new RouterFactory() {
            @Override
            public String type() {
                return "acme";
            }

            @Override
            public Router create(dev.pointsman.config.ConfigNode settings, dev.pointsman.catalog.Catalog catalog) {
                return plugIn;
            }
        };

        List<Router> routers =
                ChainSettings.from(Yaml.of(text).node(), Models.names(factory)).routers(RULES, SCORE, session);

        java.util.Map<String, Router> named =
                java.util.Map.of("rules", RULES, "score", SCORE, "session", session, "acme", plugIn);
        assertThat(routers)
                .isEqualTo(java.util.Arrays.stream(order.split(" ", -1))
                        .map(named::get)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[rules, capability] | test.yaml:1:9: [1]: \"capability\" is always first",
                "[balance, rules] | test.yaml:1:2: [0]: \"balance\" is always last",
                "[rules, score, rules] | test.yaml:1:16: [2]: \"rules\" stands in the chain twice",
                "[rules, score, session, session] | test.yaml:1:25: [3]: \"session\" stands in the chain twice",
                "[rules, session, score] | test.yaml:1:18: [2]: \"score\" stands before \"session\", which keeps what it has ranked",
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
