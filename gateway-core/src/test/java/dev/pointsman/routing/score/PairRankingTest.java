package dev.pointsman.routing.score;

import static dev.pointsman.routing.Models.LARGE;
import static dev.pointsman.routing.Models.SMALL;
import static dev.pointsman.routing.Models.models;
import static dev.pointsman.routing.Models.reasons;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Model;
import dev.pointsman.config.Yaml;
import dev.pointsman.routing.Asking;
import dev.pointsman.routing.KnownNames;
import dev.pointsman.routing.Models;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.facts.Figure;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PairRankingTest {
    private static final String PAIR = "estimator: mf.router, strong: large, weak: small, threshold: 0.4";
    private static final Model OTHER = new Model(
            "other",
            List.of(Models.deployment("openai/other", 1_000_000_000L, Map.of())),
            Balance.ORDER,
            32_000,
            null,
            Map.of("default", 0.99),
            Map.of());

    @Test
    void theStrongModelAnswersFromTheThresholdOn() {
        RoutingDecision at = rank(PAIR, preferring(0.4), SMALL, OTHER, LARGE);
        RoutingDecision below = rank(PAIR, preferring(0.399), SMALL, OTHER, LARGE);

        assertThat(models(at)).containsExactly("large", "small");
        assertThat(at.candidates()).extracting(each -> each.score()).containsExactly(0.4, 0.6);
        assertThat(reasons(at)).contains("score: score s: strong", "score: 0.4 for the strong model, threshold 0.4");
        assertThat(models(below)).containsExactly("small", "large");
        assertThat(below.candidates()).extracting(each -> each.score()).containsExactly(0.601, 0.399);
        assertThat(reasons(below)).contains("score: score s: weak", "score: 0.399 for the strong model, threshold 0.4");
    }

    @Test
    void aThresholdInTheNameTheClientAskedForCountsInstead() {
        assertThat(models(rank(PAIR, preferring(0.3).model("router-mf-0.3"), SMALL, LARGE)))
                .containsExactly("large", "small");
        assertThat(models(rank(PAIR, preferring(0.5).model("router-mf-0.7"), SMALL, LARGE)))
                .containsExactly("small", "large");
    }

    @Test
    void whatIsLeftOfThePairAnswers() {
        assertThat(models(rank(PAIR, preferring(0.9), SMALL, OTHER))).containsExactly("small");
        assertThat(models(rank(PAIR, preferring(0.1), OTHER, LARGE))).containsExactly("large");
        RoutingDecision neither = rank(PAIR, preferring(0.1), OTHER);
        assertThat(models(neither)).containsExactly("other");
        assertThat(reasons(neither)).contains("score: score s: neither large nor small is in the running");
    }

    @Test
    void theStrongModelAnswersWhereNothingIsTold() {
        RoutingDecision untold = rank(PAIR, Asking.chat("hi"), SMALL, LARGE);

        assertThat(models(untold)).containsExactly("large", "small");
        assertThat(untold.candidates().get(0).score()).isNaN();
        assertThat(reasons(untold)).contains("score: score s: strong, as the estimator tells nothing");
    }

    @Test
    void promptsUnlikeAllThatWasLearnedFromGoElsewhere() {
        String pair = PAIR + ", unfamiliar: [other, large]";
        RoutingDecision unlike =
                rank(pair, preferring(0.1).figure(Figure.FAMILIARITY, "s", -0.01), SMALL, LARGE, OTHER);

        assertThat(models(unlike)).containsExactly("other", "large");
        assertThat(reasons(unlike))
                .contains("score: score s: unlike all that its estimator learned from: use other, large");
        assertThat(models(rank(pair, preferring(0.1).figure(Figure.FAMILIARITY, "s", -0.01), SMALL)))
                .as("none of them is in the running")
                .containsExactly("small");
        assertThat(models(rank(pair, preferring(0.1).figure(Figure.FAMILIARITY, "s", 0), SMALL, LARGE, OTHER)))
                .as("just alike enough")
                .containsExactly("small", "large");
    }

    @Test
    void aShareOfTheRequestsGoesToTheOtherOne() {
        RoutingDecision explored = rank(PAIR + ", explore: 1", preferring(0.9).draw(0.99), SMALL, LARGE);

        assertThat(explored.probability()).isEqualTo(0.5);
    }

    @Test
    void qualityIsWhatTheEstimatorOfTheScoreExpects() {
        String score = "estimator: blend.router, weights: { quality: 1 }, bounds: { quality: \"> 0.3\" }";
        Asking asking = Asking.chat("hi")
                .figure(Figure.ESTIMATE, "small", "s", 0.9)
                .figure(Figure.ESTIMATE, "large", "s", 0.2)
                .figure(Figure.ESTIMATE, "large", "t", 1);

        RoutingDecision decision = rank(score, asking, LARGE, OTHER, SMALL);

        assertThat(models(decision))
                .as("of one it does not know the policy's counts")
                .containsExactly("other", "small");
        assertThat(decision.sheet().raw(1, 0)).isEqualTo(0.9);
        assertThat(models(rank("weights: { quality: 1 }", asking, LARGE, SMALL)))
                .as("without the estimator")
                .containsExactly("large", "small");
    }

    private static Asking preferring(double preference) {
        return Asking.chat("hi").figure(Figure.PREFERENCE, "large", "s", preference);
    }

    private static RoutingDecision rank(String score, Asking asking, Model... models) {
        Yaml yaml = Yaml.of("s: { " + score + " }");
        Map<String, ScoreSettings> scores = ScoreSettings.all(
                yaml.node(),
                new KnownNames(new Catalog(List.of(SMALL, LARGE, OTHER)), List.of(), List.of(), List.of()));
        assertThat(yaml.problems()).isEmpty();
        return new ScoreRouter(scores).apply(Models.among(models).scoredBy("test", "s", "score"), asking.context());
    }
}
