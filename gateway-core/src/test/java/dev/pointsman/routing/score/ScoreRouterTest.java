package dev.pointsman.routing.score;

import static dev.pointsman.routing.Models.LARGE;
import static dev.pointsman.routing.Models.SMALL;
import static dev.pointsman.routing.Models.deployments;
import static dev.pointsman.routing.Models.models;
import static dev.pointsman.routing.Models.reasons;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.api.GatewayException;
import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.config.Yaml;
import dev.pointsman.routing.Asking;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Models;
import dev.pointsman.routing.Odds;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.ScoreSheet;
import dev.pointsman.routing.facts.Figure;
import java.util.Comparator;
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
        for (int i = 0; i < 2_000; i++) {
            RoutingDecision decision = router.apply(
                    Models.among(SMALL, MIDDLE, LARGE).scoredBy("test", "s", "score"),
                    hi().draw(random.nextDouble()).context());
            String first = models(decision).get(0);
            firsts.merge(first, 1, Integer::sum);
            recorded.put(first, decision.probability());
            assertThat(decision.odds())
                    .isEqualTo(new Odds(
                            List.of("small", "middle", "large"), List.of(1 - 0.3 + 0.3 / 3, 0.3 / 3, 0.3 / 3)));
        }

        assertThat(recorded.get("small")).isCloseTo(0.8, within(1e-9));
        assertThat(recorded.get("large")).isCloseTo(0.1, within(1e-9));
        recorded.forEach((model, probability) ->
                assertThat(firsts.get(model) / 2_000.0).as(model).isCloseTo(probability, within(0.03)));
    }

    @Test
    void hundredsAreRankedAndEqualOnesKeepTheirOrder() {
        Random random = new Random(5);
        Model[] all = new Model[300];
        for (int i = 0; i < all.length; i++) {
            long nanos = 1_000_000L * random.nextInt(40);
            all[i] = new Model(
                    "m" + i,
                    List.of(Models.deployment("openai/m" + i, nanos, Map.of())),
                    Balance.ORDER,
                    0,
                    null,
                    Map.of("default", random.nextInt(5) / 4.0),
                    Map.of());
        }

        RoutingDecision decision = rank("{ weights: { cost: 3, quality: 1 } }", hi(), all);

        List<String> expected = decision.candidates().stream()
                .sorted(Comparator.comparing((Candidate candidate) -> -candidate.score())
                        .thenComparing(candidate -> List.of(all).indexOf(candidate.model())))
                .map(candidate -> candidate.model().name())
                .toList();
        assertThat(models(decision)).hasSize(300).isEqualTo(expected);
        assertThat(decision.candidates().stream().map(Candidate::score).distinct())
                .hasSizeBetween(2, 299);
    }

    @Test
    void withoutANamedScoreNothingChanges() {
        RoutingDecision decision = Models.among(LARGE, SMALL);

        assertThat(router("{ weights: { cost: 1 } }").apply(decision, hi().context()))
                .isSameAs(decision);
    }

    @Test
    void feedbackMovesTheQualityOfThePolicyAsFarAsItsWeightGoes() {
        String score = "{ weights: { quality: 1 }, bounds: { quality: \"> 0.75\" } }";
        // 0.6 of the policy counts as 20 ratings: (0.6 * 20 + 1 * 10) / 30 = 0.733, with 20 ratings 0.8
        assertThat(models(rank(score, rated("small", null, 1, 10), SMALL, LARGE)))
                .containsExactly("large");
        assertThat(models(rank(score, rated("small", null, 1, 20), SMALL, LARGE)))
                .containsExactly("large", "small");
        assertThat(models(rank(score, rated("large", null, 0.1, 100), SMALL, LARGE, MIDDLE)))
                .containsExactly("middle");
        assertThat(models(rank(score, rated("large", "code", 0.1, 100), LARGE, MIDDLE)))
                .as("rated for another task")
                .containsExactly("large", "middle");
        assertThat(models(rank(score, rated("large", "code", 0.1, 100).task("code", 0.9), LARGE, MIDDLE)))
                .containsExactly("middle");
        assertThat(models(rank(score, hi().figure(Figure.FEEDBACK_WEIGHT, "large", 0), LARGE, MIDDLE)))
                .containsExactly("large", "middle");
    }

    @Test
    void aShareOfFailuresCountsAsItIsAndNotAsTheWorstOfAll() {
        String score = "{ weights: { quality: 1, errors: 3 } }";
        Asking little =
                hi().figure(Figure.ERROR_RATE, "anthropic/opus", 0.05).figure(Figure.ERROR_RATE, "bedrock/opus", 0.05);
        Asking half =
                hi().figure(Figure.ERROR_RATE, "anthropic/opus", 0.5).figure(Figure.ERROR_RATE, "bedrock/opus", 0.6);

        assertThat(models(rank(score, little, MIDDLE, LARGE))).startsWith("large");
        RoutingDecision failing = rank(score, half, MIDDLE, LARGE);
        assertThat(models(failing)).startsWith("middle");
        assertThat(failing.sheet().raw(1, 1)).as("the better deployment").isEqualTo(0.5);
        assertThat(failing.sheet().scaled(1, 1)).isEqualTo(0.5);
        assertThat(failing.sheet().raw(0, 1)).as("not known").isEqualTo(0.01);
    }

    @Test
    void theFailuresOfAModelForATaskCountWhereTheyAreMore() {
        Asking asking = hi().task("code", 0.9)
                .figure(Figure.ERROR_RATE, "openai/middle", 0.1)
                .figure(Figure.MODEL_ERROR_RATE, "middle", "code", 0.4)
                .figure(Figure.MODEL_ERROR_RATE, "small", "code", 0.2);

        ScoreSheet sheet =
                rank("{ weights: { errors: 1 } }", asking, MIDDLE, SMALL).sheet();

        assertThat(sheet.raw(0, 0)).isEqualTo(0.4);
        assertThat(sheet.raw(1, 0)).isEqualTo(0.2);
    }

    @Test
    void timesAreExpectedFromTheFirstTokenAndTheLengthOfTheReply() {
        Asking asking = hi().with("max_tokens", "101")
                .firstToken("openai/middle", 500)
                .figure(Figure.OUTPUT_TOKEN, "openai/middle", 20)
                .firstToken("local/qwen", 900)
                .figure(Figure.MODEL_OUTPUT_TOKEN, "small", 10);

        ScoreSheet sheet = rank("{ weights: { total_time: 1, speed: 1 } }", asking, MIDDLE, SMALL, LARGE)
                .sheet();

        assertThat(sheet.raw(0, 0)).isEqualTo(500 + 100 * 20);
        assertThat(sheet.raw(1, 0))
                .as("the model's speed, as the deployment's is not known")
                .isEqualTo(900 + 100 * 10);
        assertThat(sheet.raw(2, 0)).isNaN();
        assertThat(sheet.scaled(2, 0)).isEqualTo(0.5);
        assertThat(sheet.raw(0, 1)).isEqualTo(50);
        assertThat(sheet.raw(1, 1)).isEqualTo(100);
        assertThat(sheet.scaled(1, 1)).isEqualTo(1);
    }

    @Test
    void tokensThatComeAllAtOnceAreFastButNotInfinitelySo() {
        Asking asking =
                hi().figure(Figure.OUTPUT_TOKEN, "openai/middle", 0).figure(Figure.OUTPUT_TOKEN, "local/qwen", 10);

        ScoreSheet sheet =
                rank("{ weights: { speed: 1 } }", asking, MIDDLE, SMALL).sheet();

        assertThat(sheet.raw(0, 0)).isCloseTo(100_000, within(1e-6));
        assertThat(sheet.scaled(0, 0)).isEqualTo(1);
        assertThat(sheet.scaled(1, 0)).isZero();
    }

    @Test
    void quantilesAndHeadroomBoundWhatIsMeasuredAndPassWhatIsNot() {
        Asking asking = hi().figure(Figure.FIRST_TOKEN_P95, "openai/middle", 5_000)
                .figure(Figure.FIRST_TOKEN_P99, "local/qwen", 9_000)
                .figure(Figure.TOTAL_P95, "large", 70_000)
                .figure(Figure.HEADROOM, "openai/middle", 0.04);

        assertThat(models(rank(bounded("first_token_p95: \"< 4s\""), asking, SMALL, MIDDLE, LARGE)))
                .containsExactly("small", "large");
        assertThat(deployments(rank(bounded("first_token_p99: \"< 4s\""), asking, SMALL)))
                .containsExactly("openai/nano");
        assertThat(models(rank(bounded("total_time_p95: \"< 1m\""), asking, SMALL, LARGE)))
                .containsExactly("small");
        assertThat(models(rank(bounded("headroom: \"> 5%\""), asking, SMALL, MIDDLE)))
                .containsExactly("small");
        ScoreSheet sheet =
                rank("{ weights: { headroom: 1 } }", asking, MIDDLE, SMALL).sheet();
        assertThat(sheet.scaled(0, 0)).isEqualTo(0.04);
        assertThat(sheet.scaled(1, 0)).as("nothing tells of a limit").isEqualTo(1);
    }

    @Test
    void aRequestThatNoModelMayServeIsRejectedWithTheBoundsThatShutOut() {
        String score = "{ weights: { cost: 1 }, bounds: { quality: \"> 0.85\", price_in: \"< 0.5\", can: [tools] },"
                + " otherwise: reject }";

        assertThat(models(rank(score.replace("0.5", "9"), hi(), SMALL, MIDDLE, LARGE)))
                .containsExactly("large");
        assertThatThrownBy(() -> rank(score, hi(), SMALL, MIDDLE, LARGE))
                .isInstanceOfSatisfying(GatewayException.class, error -> {
                    assertThat(error.code()).isEqualTo("no_eligible_model");
                    assertThat(error.status()).isEqualTo(400);
                })
                .hasMessage("score \"s\": no model keeps its bounds: quality > 0.85 (2 of 3 models),"
                        + " price_in < 0.5 (2 of 3 models)");
    }

    @Test
    void whatModelsCannotDoIsAmongTheBoundsThatShutOut() {
        String score = "{ weights: { cost: 1 }, bounds: { quality: \"> 0.7\", can: [audio] }, otherwise: reject }";

        assertThatThrownBy(() -> rank(score, hi(), SMALL, LARGE))
                .hasMessage("score \"s\": no model keeps its bounds: quality > 0.7 (1 of 2 models),"
                        + " can audio (2 of 2 models)");
    }

    @Test
    void boundsAreRelaxedFromTheLastWrittenUntilAModelIsLeft() {
        String score = "{ weights: { cost: 1 }, bounds: { quality: \"> 0.7\", safety: \"> 0.8\", price_in: \"< 0.5\" },"
                + " otherwise: relax }";

        RoutingDecision decision = rank(score, hi(), SMALL, MIDDLE, LARGE);

        assertThat(models(decision)).containsExactly("large");
        assertThat(reasons(decision))
                .containsSubsequence(
                        "score: score s: bounds quality > 0.7, safety > 0.8, price_in < 0.5 leave no model:"
                                + " relaxed to quality > 0.7, safety > 0.8",
                        "score: score s: bounds quality > 0.7, safety > 0.8 (removed small, middle)");
        RoutingDecision none = rank(
                "{ weights: { cost: 1 }, bounds: { quality: \"> 0.95\", can: [audio] }, otherwise: relax }",
                hi(),
                SMALL,
                LARGE);
        assertThat(models(none)).containsExactly("small", "large");
        assertThat(reasons(none)).anyMatch(reason -> reason.endsWith("leave no model: none is left"));
    }

    @Test
    void theModelsDeclaredForTheCaseAreUsedInTheirOrder() {
        String score = "{ weights: { cost: 1 }, bounds: { quality: \"> 0.95\" }, otherwise: { use: [large, small] } }";

        RoutingDecision decision = rank(score, hi(), SMALL, MIDDLE, LARGE);

        assertThat(models(decision)).containsExactly("large", "small");
        assertThat(reasons(decision))
                .contains("score: score s: bounds quality > 0.95 leave no model: use large, small");
        assertThat(decision.sheet()).isNull();
        assertThatThrownBy(() -> rank(score, hi(), MIDDLE))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("large, small cannot serve this request");
        assertThat(models(rank(score.replace("0.95", "0.7"), hi(), SMALL, MIDDLE)))
                .as("bounds that leave a model")
                .containsExactly("middle");
    }

    @Test
    void theWeightOfCostIsTurnedOnlyWhereTheScoreKeepsToASpendTarget() {
        String score = "{ weights: { quality: 1, cost: 0.5 }, spend: { target: 20/day } }";
        Asking dear = hi().figure(Figure.COST_WEIGHT, "s", 10);
        Asking free = hi().figure(Figure.COST_WEIGHT, "s", 0.001);

        assertThat(models(rank(score, dear, SMALL, LARGE))).startsWith("small");
        assertThat(models(rank(score, free, SMALL, LARGE))).startsWith("large");
        ScoreSheet sheet = rank(score, dear, SMALL, LARGE).sheet();
        assertThat(sheet.weight(0)).isEqualTo(1);
        assertThat(sheet.weight(1)).isEqualTo(5);
        assertThat(rank(score, hi(), SMALL, LARGE).sheet().weight(1))
                .as("nothing told")
                .isEqualTo(0.5);
        assertThat(rank("{ weights: { quality: 1, cost: 0.5 } }", dear, SMALL, LARGE)
                        .sheet()
                        .weight(1))
                .as("no target")
                .isEqualTo(0.5);
    }

    private static String bounded(String bound) {
        return "{ weights: { cost: 1 }, bounds: { " + bound + " }, otherwise: reject }";
    }

    private static Asking rated(String model, String task, double mean, double weight) {
        return hi().figure(Figure.FEEDBACK, model, task, mean).figure(Figure.FEEDBACK_WEIGHT, model, task, weight);
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
