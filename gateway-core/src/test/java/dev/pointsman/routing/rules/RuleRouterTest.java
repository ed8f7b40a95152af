package dev.pointsman.routing.rules;

import static dev.pointsman.routing.Models.LARGE;
import static dev.pointsman.routing.Models.SMALL;
import static dev.pointsman.routing.Models.among;
import static dev.pointsman.routing.Models.deployments;
import static dev.pointsman.routing.Models.models;
import static dev.pointsman.routing.Models.reasons;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.catalog.Catalog;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.Yaml;
import dev.pointsman.routing.Asking;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Models;
import dev.pointsman.routing.Router;
import dev.pointsman.routing.RouterFactory;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.facts.TextHits;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleRouterTest {
    @Test
    void theFirstRuleThatMatchesAndEndsDecides() {
        String rules = """
                - { name: first, when: { text: code }, then: { use: large } }
                - { name: second, when: { text: [code, chat] }, then: { use: small } }
                - { name: third, then: { use: [large, small] } }
                """;

        assertThat(route(rules, Asking.chat("code")).rule()).isEqualTo("first");
        assertThat(models(route(rules, Asking.chat("code")))).containsExactly("large");
        assertThat(route(rules, Asking.chat("chat")).rule()).isEqualTo("second");
        assertThat(models(route(rules, Asking.chat("chat")))).containsExactly("small");
        assertThat(models(route(rules, Asking.chat("else")))).containsExactly("large", "small");
    }

    @Test
    void withoutAMatchPolicyOrderStays() {
        RoutingDecision decision =
                route("- { name: a, when: { text: code }, then: { use: large } }", Asking.chat("hi"));

        assertThat(models(decision)).containsExactly("small", "large");
        assertThat(decision.rule()).isNull();
        assertThat(decision.reasons()).isEmpty();
    }

    @Test
    void onlyKeepsTheNamedProvidersAndGoesOn() {
        RoutingDecision decision = route("""
                - { name: eu, when: { header.x-region: eu }, then: { only: { providers: [bedrock, local] } } }
                - { name: rest, then: { use: large } }
                """, Asking.chat("hi").header("x-region", "eu"));

        assertThat(deployments(decision)).containsExactly("bedrock/opus");
        assertThat(decision.rule()).isEqualTo("rest");
        assertThat(reasons(decision))
                .containsExactly("rules: rule eu: only providers bedrock, local", "rules: rule rest: use large");
    }

    @Test
    void onlyMayNameModelsDeploymentsTagsAndTheirOpposite() {
        assertThat(deployments(narrow("only: { models: large }"))).containsExactly("anthropic/opus", "bedrock/opus");
        assertThat(deployments(narrow("only: { deployments: [openai/nano] }"))).containsExactly("openai/nano");
        assertThat(deployments(narrow("only: { tags: { region: [eu, us] } }")))
                .containsExactly("local/qwen", "anthropic/opus", "bedrock/opus");
        assertThat(deployments(narrow("only: { tags: { region: eu }, models: [large] }")))
                .containsExactly("bedrock/opus");
        assertThat(deployments(narrow("only: { not: { providers: [openai, anthropic] } }")))
                .containsExactly("local/qwen", "bedrock/opus");
    }

    @Test
    void requireBoundsQualityContextCapabilitiesPricesAndTraits() {
        assertThat(models(narrow("require: { quality: 0.80 }"))).containsExactly("large");
        assertThat(models(narrow("require: { quality: \"< 0.80\" }"))).containsExactly("small");
        assertThat(models(narrow("require: { context: 100k }"))).containsExactly("large");
        assertThat(models(narrow("require: { can: [tools, vision] }"))).containsExactly("large");
        assertThat(models(narrow("require: { safety: 0.8 }"))).containsExactly("large");
        assertThat(deployments(narrow("require: { price_in: 1 }"))).containsExactly("local/qwen", "openai/nano");
        assertThat(deployments(narrow("require: { price_out: \"> 20\" }"))).containsExactly("bedrock/opus");
    }

    @Test
    void aLimitThatLeavesNothingFailsTheRequestInsteadOfBeingIgnored() {
        assertThatThrownBy(() -> narrow("only: { tags: { region: mars } }"))
                .isInstanceOfSatisfying(GatewayException.class, error -> {
                    assertThat(error.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
                    assertThat(error.code()).isEqualTo("no_eligible_model");
                    assertThat(error.text())
                            .isEqualTo("rule a: only region mars: no model that can serve this request is left");
                });
    }

    @Test
    void aLimitBindsTheModelsThatAreFallenBackTo() {
        RoutingDecision decision = route("""
                - { name: eu, then: { only: { providers: [bedrock, local] } } }
                - { name: rest, then: { use: large } }
                """, Asking.chat("hi"));

        assertThat(decision.admit(Candidate.of(SMALL)).deployments())
                .extracting(deployment -> deployment.id())
                .containsExactly("local/qwen");
        assertThat(decision.admit(Candidate.of(Models.VECTORS))).isNull();
    }

    @Test
    void preferPutsModelsAndTheirDeploymentsFirst() {
        RoutingDecision decision = narrow("prefer: { providers: [bedrock] }");

        assertThat(deployments(decision))
                .containsExactly("bedrock/opus", "anthropic/opus", "local/qwen", "openai/nano");
        assertThat(decision.candidates().get(0).preferred()).isEqualTo(1);
        assertThat(decision.candidates().get(1).preferred()).isZero();
    }

    @Test
    void scoreEndsTheRulesAndNamesTheScore() {
        RoutingDecision decision = route("""
                - { name: night, then: { require: { quality: 0.1 }, score: cheap } }
                """, Asking.chat("hi"));

        assertThat(decision.score()).isEqualTo("cheap");
        assertThat(decision.rule()).isEqualTo("night");
        assertThat(decision.settled()).isFalse();
    }

    @Test
    void anOutcomeMayHaveAName() {
        RoutingDecision decision =
                route("- { name: beta, then: { use: large, name: large-canary } }", Asking.chat("hi"));

        assertThat(decision.rule()).isEqualTo("beta");
        assertThat(decision.outcome()).isEqualTo("large-canary");
        assertThat(reasons(decision)).containsExactly("rules: rule beta: use large (large-canary)");
    }

    @Test
    void aUseOfModelsThatCannotServeIsPassedOver() {
        RoutingDecision decision = new RuleRouter(settings("""
                - { name: a, then: { use: vectors } }
                """))
                .apply(among(SMALL, LARGE), Asking.chat("hi").context());

        assertThat(decision.rule()).isNull();
        assertThat(reasons(decision))
                .containsExactly("rules: rule a: use vectors: passed over, none of them can serve this request");
    }

    @Test
    void aRefusalIsForbiddenWithTheRulesMessage() {
        String rules = "- { name: no-secrets, when: { text: password }, then: { reject: \"no passwords, please\" } }";

        assertThat(route(rules, Asking.chat("hi")).rule()).isNull();
        assertThatThrownBy(() -> route(rules, Asking.chat("my password")))
                .isInstanceOfSatisfying(GatewayException.class, error -> {
                    assertThat(error.status()).isEqualTo(403);
                    assertThat(error.code()).isEqualTo("rejected_by_policy");
                    assertThat(error.text()).isEqualTo("rule no-secrets: no passwords, please");
                });
        assertThatThrownBy(() -> route("- { name: no, then: reject }", Asking.chat("hi")))
                .hasMessage("rule no: this request is not allowed here");
    }

    @Test
    void whereTheClientNamedItsModelRulesOnlyForbid() {
        RuleSettings rules = settings("""
                - { name: eu, when: { header.x-region: eu }, then: { only: { tags: { region: eu } } } }
                - { name: good, then: { require: { quality: 0.8 } } }
                - { name: ends, when: { text: stop }, then: { use: large } }
                - { name: no, when: { text: password }, then: reject }
                - { name: rest, then: { use: large } }
                """);
        RoutingDecision named = RoutingDecision.fixed(List.of(Candidate.of(SMALL)), null);

        RoutingDecision kept = new RuleRouter(rules)
                .apply(named, Asking.chat("hi").header("x-region", "eu").context());
        assertThat(deployments(kept)).containsExactly("local/qwen");
        assertThat(kept.rule()).isNull();
        assertThat(new RuleRouter(rules)
                        .apply(named, Asking.chat("stop password").context()))
                .isEqualTo(named.found(new TextHits(List.of("stop", "password"), List.of())));
        assertThatThrownBy(() -> new RuleRouter(rules)
                        .apply(named, Asking.chat("password").context()))
                .hasMessageContaining("rule no");
    }

    @Test
    void aDecisionKeepsWhichWordsAndPatternsStoodInTheTexts() {
        String rules = """
                - { name: law, when: { text: ["Governing  Law", '/\\bGDPR\\b/i', indemnity] }, then: { use: large } }
                - { name: mail, when: { system: [brief, "/@/"] }, then: { use: small } }
                - { name: plan, when: { text: ["/plan.*budget/", '/\\bgdpr\\b/i'] }, then: { use: small } }
                """;
        Asking asking = Asking.chat("GDPR and the governing law: plan a budget")
                .message("system", "Be brief, a@b is the sender");

        assertThat(route(rules, asking).text())
                .isEqualTo(new TextHits(
                        List.of("governing law", "/\\bGDPR\\b/i", "/plan.*budget/", "/\\bgdpr\\b/i"),
                        List.of("brief", "/@/")));
        assertThat(route(rules, Asking.chat("hi")).text()).isEqualTo(TextHits.NONE);
    }

    @Test
    void whereNoRuleLooksAtATextNothingIsKeptOfIt() {
        String rules = """
                - { name: ci, when: { key: ci }, then: { use: large } }
                - { name: law, when: { text: law }, then: { use: small } }
                """;

        assertThat(route(rules, Asking.chat("law")).text()).isNull();
        assertThat(route(rules, Asking.chat("law").key("web", "shop")).text())
                .isEqualTo(new TextHits(List.of("law"), List.of()));
    }

    @Test
    void aRememberedTextIsAsGoodAsTheTextAndAbstainsOnWhatItCannotTell() {
        String rules = """
                - { name: new, when: { text: [unheard, "/un.*heard/"] }, then: { use: small } }
                - { name: law, when: { text: ["Governing Law", "/gdpr/i"] }, then: { use: large } }
                - { name: mail, when: { not: { system: brief } }, then: { use: small } }
                """;
        Asking asking = Asking.chat("");

        RoutingDecision byWord = route(rules, asking.known((system, what) -> known(system, what, "governing law")));
        assertThat(byWord.rule()).isEqualTo("law");
        assertThat(reasons(byWord))
                .containsExactly("rules: rule new: not matched, no value for text", "rules: rule law: use large");
        assertThat(byWord.text()).isEqualTo(new TextHits(List.of("governing law"), List.of()));
        assertThat(route(rules, asking.known((system, what) -> known(system, what, "/gdpr/i")))
                        .rule())
                .isEqualTo("law");
        assertThat(route(rules, asking.known((system, what) -> known(system, what, "brief")))
                        .rule())
                .isNull();
        assertThat(route(rules, asking.known((system, what) -> known(system, what, "none")))
                        .rule())
                .isEqualTo("mail");
    }

    private static Boolean known(boolean system, String what, String only) {
        return what.contains("un") ? null : what.equals(only) && system == only.equals("brief");
    }

    @Test
    void theVocabularyIsToldInTheFormOfTheRecords() {
        RuleSettings rules = settings("""
                - { name: a, when: { text: [Law, "/Law/i"], system: ["Be  Brief"] }, then: { use: large } }
                """);

        assertThat(rules.searchedFor(false)).containsExactly("law", "/Law/i");
        assertThat(rules.searchedFor(true)).containsExactly("be brief");
    }

    @Test
    void anAbstainedSignalIsRecorded() {
        RoutingDecision decision =
                route("- { name: german, when: { language: de }, then: { use: large } }", Asking.chat("xyz"));

        assertThat(reasons(decision)).containsExactly("rules: rule german: not matched, no value for language");
        assertThat(decision.rule()).isNull();
    }

    @Test
    void sharesOfTwoRulesAreIndependent() {
        RuleSettings rules = settings("""
                - { name: first, when: { share: 50%, by: user }, then: { use: small } }
                - { name: second, when: { share: 50%, by: user }, then: { use: large } }
                """);
        int second = 0;
        for (int i = 0; i < 2_000; i++) {
            RoutingContext context =
                    Asking.chat("hi").with("user", "\"u" + i + "\"").context();
            second += "second"
                            .equals(new RuleRouter(rules)
                                    .apply(among(SMALL, LARGE), context)
                                    .rule())
                    ? 1
                    : 0;
        }

        assertThat(second).isBetween(440, 560);
    }

    @Test
    void aPlugInRouterMayEndARule() {
        RouterFactory factory = new LastFirst();
        Yaml yaml = Yaml.of("- { name: turned, then: { route: { type: last-first } } }");
        RuleSettings rules = RuleSettings.from(yaml.node(), Models.names(factory));

        RoutingDecision decision = new RuleRouter(rules)
                .apply(among(SMALL, LARGE), Asking.chat("hi").context());

        assertThat(yaml.problems()).isEmpty();
        assertThat(models(decision)).containsExactly("large", "small");
        assertThat(decision.rule()).isEqualTo("turned");
    }

    private static final class LastFirst implements RouterFactory, Router {
        @Override
        public String type() {
            return "last-first";
        }

        @Override
        public Router create(ConfigNode settings, Catalog catalog) {
            return this;
        }

        @Override
        public String name() {
            return "last-first";
        }

        @Override
        public RoutingDecision apply(RoutingDecision decision, RoutingContext context) {
            return decision.reorder(
                    name(),
                    List.of(decision.candidates().get(1), decision.candidates().get(0)),
                    "turned round");
        }
    }

    private static RoutingDecision narrow(String then) {
        return route("- { name: a, then: { " + then + " } }", Asking.chat("hi"));
    }

    private static RoutingDecision route(String rules, Asking asking) {
        return new RuleRouter(settings(rules)).apply(among(SMALL, LARGE), asking.context());
    }

    private static RuleSettings settings(String rules) {
        Yaml yaml = Yaml.of(rules);
        RuleSettings settings = RuleSettings.from(yaml.node(), Models.names());
        assertThat(yaml.problems()).isEmpty();
        return settings;
    }
}
