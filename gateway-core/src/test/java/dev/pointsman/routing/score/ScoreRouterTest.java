package dev.pointsman.routing.score;

import static dev.pointsman.routing.Models.LARGE;
import static dev.pointsman.routing.Models.SMALL;
import static dev.pointsman.routing.Models.deployments;
import static dev.pointsman.routing.Models.models;
import static dev.pointsman.routing.Models.reasons;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.config.Yaml;
import dev.pointsman.routing.Asking;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Models;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.ScoreSheet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScoreRouterTest {
    private static final Model MIDDLE = new Model(
            "middle",
            List.of(Models.deployment("openai/middle", 1_000_000_000L, Map.of())),
            Balance.ORDER,
            32_000,
            null,
            Map.of("default", 0.8),
            Map.of("safety", 0.1));
    private static final Model UNPRICED = new Model(
            "unpriced",
            List.of(new Deployment("local", "unpriced", 1, null, Map.of())),
            Balance.ORDER,
            0,
            null,
            Map.of(),
            Map.of());

    @Test
    void weightsPullTowardsWhatTheyWeigh() {
        assertThat(models(rank("{ weights: { cost: 1 } }", hi(), LARGE, MIDDLE, SMALL)))
                .containsExactly("small", "middle", "large");
        assertThat(models(rank("{ weights: { quality: 1 } }", hi(), SMALL, MIDDLE, LARGE)))
                .containsExactly("large", "middle", "small");
        assertThat(models(rank("{ weights: { safety: 1 } }", hi(), MIDDLE, SMALL, LARGE)))
                .containsExactly("large", "small", "middle");
        Asking measured = hi().firstToken("local/qwen", 900)
                .firstToken("openai/middle", 100)
                .firstToken("bedrock/opus", 500);
        assertThat(models(rank("{ weights: { latency: 1 } }", measured, SMALL, MIDDLE, LARGE)))
                .containsExactly("middle", "large", "small");
    }

    @Test
    void theSheetTellsWhatWasWeighed() {
        ScoreSheet sheet = rank("{ weights: { quality: 3, cost: 1, latency: 2 } }", hi(), SMALL, MIDDLE)
                .sheet();

        assertThat(sheet.score()).isEqualTo("s");
        assertThat(sheet.models()).containsExactly("small", "middle");
        assertThat(sheet.criteria()).containsExactly("quality", "cost", "latency");
        assertThat(sheet.weight(0)).isEqualTo(3);
        assertThat(sheet.weight(2)).as("known of none").isZero();
        assertThat(sheet.raw(0, 0)).isEqualTo(0.6);
        assertThat(sheet.raw(1, 0)).isEqualTo(0.8);
        assertThat(sheet.raw(1, 2)).isNaN();
        assertThat(sheet.scaled(0, 0)).isZero();
        assertThat(sheet.scaled(1, 0)).isEqualTo(1);
        assertThat(sheet.scaled(0, 1)).isEqualTo(1);
        assertThat(sheet.worth(0)).isEqualTo(0.25);
        assertThat(sheet.worth(1)).isEqualTo(0.75);
    }

    @Test
    void theQualityOfATaskIsThatOfItsProfile() {
        Model coder = new Model(
                "coder",
                List.of(Models.deployment("local/coder", 0, Map.of())),
                Balance.ORDER,
                0,
                null,
                Map.of("default", 0.5, "code", 0.95),
                Map.of());

        assertThat(models(rank("{ weights: { quality: 1 } }", hi(), coder, LARGE)))
                .startsWith("large");
        assertThat(models(rank("{ weights: { quality: 1 } }", hi().task("code", 0.9), coder, LARGE)))
                .startsWith("coder");
    }

    @Test
    void worthIsTheWeightedMeanOfCriteriaScaledOverTheSurvivors() {
        RoutingDecision decision = rank("{ weights: { quality: 3, cost: 1 } }", hi(), SMALL, MIDDLE, LARGE);

        // quality 0.6, 0.8, 0.9; the costs are as 0 to 1 to 5, since large is balanced and its best deployment counts
        assertThat(decision.candidates().get(0).model()).isEqualTo(LARGE);
        assertThat(decision.candidates().get(0).score()).isCloseTo(0.75, within(1e-6));
        assertThat(decision.candidates().get(1).score()).isCloseTo((3 * 2 / 3.0 + 0.8) / 4, within(1e-4));
        assertThat(decision.candidates().get(2).score()).isCloseTo(0.25, within(1e-6));
    }

    @Test
    void tiesKeepPolicyOrderAndTheSameIsScaledTheSame() {
        Model twin = new Model("twin", SMALL.deployments(), Balance.ORDER, 0, null, SMALL.quality(), SMALL.traits());

        assertThat(models(rank("{ weights: { cost: 1, quality: 1 } }", hi(), twin, SMALL)))
                .containsExactly("twin", "small");
        assertThat(models(rank("{ weights: { cost: 1, quality: 1 } }", hi(), SMALL, twin)))
                .containsExactly("small", "twin");
    }

    @Test
    void boundsRemoveModelsAndDeploymentsAndAreIgnoredWhereNothingWouldBeLeft() {
        RoutingDecision good =
                rank("{ weights: { cost: 1 }, bounds: { quality: \"> 0.7\" } }", hi(), SMALL, MIDDLE, LARGE);
        assertThat(models(good)).containsExactly("middle", "large");
        assertThat(reasons(good)).contains("score: score s: bounds quality > 0.7 (removed small)");

        RoutingDecision cheap = rank("{ weights: { quality: 1 }, bounds: { price_in: \"< 5.5\" } }", hi(), LARGE);
        assertThat(deployments(cheap)).containsExactly("anthropic/opus");

        RoutingDecision none = rank("{ weights: { cost: 1 }, bounds: { quality: \"> 0.95\" } }", hi(), SMALL, LARGE);
        assertThat(models(none)).containsExactly("small", "large");
        assertThat(reasons(none)).anyMatch(reason -> reason.contains("ignored, it would leave no model"));
    }

    @Test
    void costIsTheMoneyExpectedForThisRequest() {
        String score = "{ weights: { quality: 1 }, bounds: { cost: \"< 0.10\" } }";
        // input at 5 dollars per million: 20,000 tokens are 0.10 dollars
        assertThat(models(rank(score, hi().tokens(15_000), SMALL, LARGE))).containsExactly("large", "small");
        assertThat(models(rank(score, hi().tokens(20_000), SMALL, LARGE))).containsExactly("small");
        // 20 dollars per million reply tokens: a short maximum is worth 0.00502 dollars less
        String close = "{ weights: { quality: 1 }, bounds: { cost: \"< 0.0005\" } }";
        assertThat(models(rank(close, hi(), SMALL, LARGE))).containsExactly("small");
        assertThat(models(rank(close, hi().with("max_tokens", "5"), SMALL, LARGE)))
                .containsExactly("large", "small");
    }

    @Test
    void whatIsNotKnownIsNotedAndCountsAsItsKindSays() {
        RoutingDecision cost = rank("{ weights: { cost: 1 } }", hi(), UNPRICED, LARGE, MIDDLE);
        assertThat(models(cost)).containsExactly("middle", "unpriced", "large");
        assertThat(reasons(cost)).contains("score: not known: cost of unpriced");

        Asking measured = hi().firstToken("local/qwen", 100).firstToken("openai/middle", 900);
        assertThat(models(rank("{ weights: { latency: 1 } }", measured, MIDDLE, LARGE, SMALL)))
                .containsExactly("small", "large", "middle");

        assertThat(models(rank("{ weights: { latency: 1, cost: 0.1 } }", hi(), LARGE, SMALL)))
                .containsExactly("small", "large");
        assertThat(models(rank("{ weights: { cost: 1 }, bounds: { cost: \"< 1\" } }", hi(), UNPRICED, SMALL)))
                .containsExactly("small");
        assertThat(models(rank("{ weights: { cost: 1 }, bounds: { first_token: \"< 1s\" } }", hi(), SMALL, LARGE)))
                .containsExactly("small", "large");
        assertThat(models(rank(
                        "{ weights: { cost: 1 }, bounds: { first_token: \"< 1s\" } }",
                        hi().firstToken("local/qwen", 1_500).firstToken("openai/nano", 2_000),
                        SMALL,
                        LARGE)))
                .containsExactly("large");
    }

    @Test
    void preferredCandidatesStayBeforeTheOthersWhateverTheirWorth() {
        RoutingDecision preferring = Models.among(SMALL, MIDDLE, LARGE)
                .reorder(
                        "test",
                        List.of(
                                Candidate.of(LARGE).preferring(each -> true),
                                Candidate.of(SMALL),
                                Candidate.of(MIDDLE)),
                        "prefer");

        RoutingDecision decision =
                router("{ weights: { cost: 1 } }").apply(preferring.scoredBy("test", "s", "score"), hi().context());

        assertThat(models(decision)).containsExactly("large", "small", "middle");
    }

    @Test
    void exploringReachesEverySurvivorAtTheProbabilityItRecords() {
        ScoreRouter router = router("{ weights: { cost: 1 }, explore: 30%, bounds: { quality: \"> 0.5\" } }");
        Random random = new Random(11);
        Map<String, Integer> firsts = new HashMap<>();
        Map<String, Double> recorded = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            RoutingDecision decision = router.apply(
                    Models.among(SMALL, MIDDLE, LARGE).scoredBy("test", "s", "score"),
                    hi().draw(random.nextDouble()).context());
            String first = models(decision).get(0);
            firsts.merge(first, 1, Integer::sum);
            recorded.put(first, decision.probability());
        }

        assertThat(recorded.get("small")).isCloseTo(0.8, within(1e-9));
        assertThat(recorded.get("large")).isCloseTo(0.1, within(1e-9));
        recorded.forEach((model, probability) ->
                assertThat(firsts.get(model) / 10_000.0).as(model).isCloseTo(probability, within(0.02)));
    }

    @Test
    void withoutANamedScoreNothingChanges() {
        RoutingDecision decision = Models.among(LARGE, SMALL);

        assertThat(router("{ weights: { cost: 1 } }").apply(decision, hi().context()))
                .isSameAs(decision);
    }

    private static Asking hi() {
        return Asking.chat("hi");
    }

    private static RoutingDecision rank(String score, Asking asking, Model... models) {
        return router(score).apply(Models.among(models).scoredBy("test", "s", "score"), asking.context());
    }

    private static ScoreRouter router(String score) {
        Yaml yaml = Yaml.of("s: " + score);
        Map<String, ScoreSettings> scores = ScoreSettings.all(yaml.node(), Models.names());
        assertThat(yaml.problems()).isEmpty();
        return new ScoreRouter(scores);
    }
}
