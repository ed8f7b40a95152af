package dev.pointsman.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import dev.pointsman.routing.rules.RuleRouter;
import dev.pointsman.routing.rules.RuleSettings;
import dev.pointsman.routing.score.ScoreRouter;
import dev.pointsman.routing.score.ScoreSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExplanationTest {
    @Test
    void tellsCandidatesRemovalsScoresTheChosenDeploymentAndWhy() {
        String text = explain(Asking.chat("hi").language("en").tokens(3)).text();

        assertThat(text).isEqualTo("""
                asked for    auto
                prompt       about 3 tokens, language en
                step         capability: can do nothing but embeddings (removed vectors)
                step         rules: rule all: score cheap
                step         score: score cheap: ranked
                scored       small: cost 0 -> 1.000 (weight 1) = 1.000
                scored       large: cost 0.005135 -> 0.000 (weight 1) = 0.000
                candidate    small  score 1.000  at local/qwen, openai/nano
                candidate    large  score 0.000  at anthropic/opus, bedrock/opus
                expected     $0.000000
                chosen       small at local/qwen
                why          rule all, ranked by score cheap
                """);
    }

    @Test
    void saysTheSameAsJson() {
        JsonNode json = JsonMapper.shared().readTree(explain(Asking.chat("hi")).json());

        assertThat(json.get("model").asString()).isEqualTo("small");
        assertThat(json.get("deployment").asString()).isEqualTo("local/qwen");
        assertThat(json.get("rule").asString()).isEqualTo("all");
        assertThat(json.get("language").isNull()).isTrue();
        assertThat(json.at("/steps/1/router").asString()).isEqualTo("rules");
        assertThat(json.at("/steps/1/text").asString()).isEqualTo("rule all: score cheap");
        assertThat(json.get("steps").get(0).get("removed").get(0).asString()).isEqualTo("vectors");
        assertThat(json.get("candidates").get(1).get("score").asDouble()).isZero();
        assertThat(json.at("/sheet/weights/cost").asDouble()).isEqualTo(1);
        assertThat(json.at("/sheet/models/large/cost/scaled").asDouble()).isZero();
        assertThat(json.at("/sheet/models/large/cost/raw").asDouble()).isPositive();
        assertThat(json.at("/sheet/models/small/worth").asDouble()).isEqualTo(1);
        assertThat(json.get("expected_cost_nano_usd").asLong()).isZero();
    }

    @Test
    void tellsTheDeploymentsAndWhatTheCallIsExpectedToCost() {
        Explanation explanation =
                explain(Asking.chat("hi").model("large").tokens(3).code(0));
        JsonNode json = JsonMapper.shared().readTree(explanation.json());

        assertThat(explanation.text()).contains("expected     $0.005135\n");
        assertThat(json.get("expected_cost_nano_usd").asLong()).isBetween(5_134_500L, 5_135_500L);
        assertThat(json.at("/candidates/0/model").asString()).isEqualTo("large");
        assertThat(json.at("/candidates/0/preferred").asBoolean()).isFalse();
        assertThat(json.at("/candidates/0/deployments/0").asString()).isEqualTo("anthropic/opus");
        assertThat(json.at("/candidates/0").has("score")).isFalse();
        assertThat(json.get("code").asDouble()).isZero();
    }

    @Test
    void tellsTheSignalsThatWereLookedAt() {
        Explanation told = explain(Asking.chat("hi")
                .language("en")
                .tokens(3)
                .code(0.25)
                .task("law", 0.8)
                .difficulty(0.4));

        assertThat(told.text()).contains("""
                code         0.25 of the text
                task         law (confidence 0.80)
                difficulty   0.40
                """);
        JsonNode json = JsonMapper.shared().readTree(told.json());
        assertThat(json.get("task").asString()).isEqualTo("law");
        assertThat(json.get("confidence").asDouble()).isEqualTo(0.8);
        assertThat(json.get("code").asDouble()).isEqualTo(0.25);
        assertThat(json.get("difficulty").asDouble()).isEqualTo(0.4);
    }

    @Test
    void saysThatTheClientChose() {
        assertThat(explain(Asking.chat("hi").model("large")).text())
                .contains("why          the client asked for large");
    }

    @Test
    void tellsWhatEachDeploymentWouldLose() {
        Explanation explanation =
                explain(Asking.chat("hi").model("large"), Map.of("p/large", List.of("logit_bias", "seed")));

        assertThat(explanation.text()).contains("dropped      p/large loses logit_bias, seed\n");
        assertThat(new JsonMapper()
                        .readTree(explanation.json())
                        .at("/dropped/p~1large/1")
                        .asString())
                .isEqualTo("seed");
    }

    private static Explanation explain(Asking asking) {
        return explain(asking, Map.of());
    }

    private static Explanation explain(Asking asking, Map<String, List<String>> losses) {
        Map<String, ScoreSettings> scores =
                ScoreSettings.all(Yaml.of("cheap: { weights: { cost: 1 } }").node(), Models.names());
        RuleSettings rules = RuleSettings.from(
                Yaml.of("- { name: all, then: { score: cheap } }").node(), Models.names());
        RouterChain chain = new RouterChain(
                Models.catalog(),
                List.of(new RuleRouter(rules), new ScoreRouter(scores)),
                scores.keySet(),
                Map.of(),
                Map.of());
        RoutingContext context = asking.context();
        RoutingDecision decision = chain.route(context);
        return new Explanation(context, decision, decision.candidates().get(0).deployments(), losses);
    }
}
