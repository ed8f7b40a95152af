package dev.pointsman.routing.score;

import static dev.pointsman.routing.Models.LARGE;
import static dev.pointsman.routing.Models.SMALL;
import static dev.pointsman.routing.Models.models;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.config.Yaml;
import dev.pointsman.routing.Asking;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Models;
import dev.pointsman.routing.Odds;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.facts.Figure;
import dev.pointsman.routing.facts.LiveFigures;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Quality 0.6 of {@code small}, 0.9 of {@code large}; ratings say that small is 0.25 better, give or take 0.1. */
class TrialTest {
    private static final Model UNPRICED = new Model(
            "unpriced",
            List.of(new Deployment("p", "x", 1, null, Map.of())),
            Balance.ORDER,
            0,
            null,
            Map.of("default", 0.85),
            Map.of());

    @Test
    void thompsonDrawsEachModelAsOftenAsItIsTheBestAndRecordsTheOdds() {
        ScoreRouter router = router("weights: { quality: 1 }, online: {}");
        Random random = new Random(3);
        Map<String, Integer> firsts = new HashMap<>();
        Odds odds = null;
        for (int i = 0; i < 4_000; i++) {
            RoutingDecision decision = rank(router, unsure().draw(random.nextDouble()), SMALL, LARGE);
            odds = Objects.requireNonNull(decision.odds());
            firsts.merge(models(decision).get(0), 1, Integer::sum);
            assertThat(decision.probability())
                    .isEqualTo(odds.of(models(decision).get(0)));
        }

        double small = 1 - Normals.below(0.05 / Math.hypot(0.1, 0.1));
        assertThat(Objects.requireNonNull(odds).of("small"))
                .as("by the normal law")
                .isCloseTo(small, within(1e-3));
        assertThat(odds.of("small") + odds.of("large")).isCloseTo(1, within(1e-12));
        assertThat(firsts.get("small") / 4_000.0).isCloseTo(small, within(0.03));
    }

    @Test
    void theSheetHasWhatIsExpectedNotWhatWasDrawn() {
        RoutingDecision decision =
                rank(router("weights: { quality: 1 }, online: {}"), unsure().draw(0.999), SMALL, LARGE);

        var sheet = Objects.requireNonNull(decision.sheet());
        assertThat(sheet.raw(0, 0)).isCloseTo(0.85, within(1e-12));
        assertThat(sheet.raw(1, 0)).isCloseTo(0.9, within(1e-12));
        assertThat(sheet.worth(0)).as("on a scale from 0.65 to 1.1").isCloseTo(0.2 / 0.45, within(1e-9));
    }

    @Test
    void linucbTakesTheModelThatMayBeTheBestByMost() {
        ScoreRouter router = router("weights: { quality: 1 }, online: { by: linucb }");

        assertThat(models(rank(router, unsure(), SMALL, LARGE))).containsExactly("large", "small");
        RoutingDecision tried = rank(router, unsure().figure(Figure.ONLINE_DEVIATION, "small", "s", 0.2), SMALL, LARGE);
        assertThat(models(tried)).containsExactly("small", "large");
        assertThat(tried.probability()).as("nothing was drawn").isEqualTo(1);
        assertThat(tried.odds()).isNull();
        assertThat(Models.reasons(tried)).anyMatch(reason -> reason.contains("score s: tried, it may be the best"));
    }

    @Test
    void exploreHasAShareDrawnEvenlyWhateverTheMethod() {
        ScoreRouter router = router("weights: { quality: 1 }, explore: 10%, online: { by: linucb }");

        RoutingDecision decision = rank(router, unsure(), SMALL, LARGE);

        assertThat(Objects.requireNonNull(decision.odds()).of("large")).isCloseTo(0.95, within(1e-12));
        assertThat(decision.odds().of("small")).isCloseTo(0.05, within(1e-12));
    }

    @Test
    void aModelBelowTheFloorIsNeverTried() {
        ScoreRouter router = router("weights: { quality: 1 }, explore: 50%, online: { floor: 0.86 }");

        RoutingDecision decision = rank(router, unsure().draw(0.01), SMALL, LARGE);

        assertThat(models(decision)).containsExactly("large", "small");
        assertThat(decision.probability()).isEqualTo(1);
    }

    @Test
    void whatTryingCostsIsBoundedByWhatIsLeftOfTheCap() {
        ScoreRouter router = router("weights: { quality: 1 }, online: { cap: 1/day, width: 3 }");
        Asking smallIsBest = unsure().figure(Figure.ONLINE_GAIN, "small", "s", 0.32);

        Odds enough = rank(router, smallIsBest, SMALL, LARGE).odds();
        assertThat(Objects.requireNonNull(enough).of("large")).isGreaterThan(0.3);

        Asking spent = smallIsBest.figure(Figure.EXPLORE_LEFT, "s", 0.0000001);
        assertThat(rank(router, spent, SMALL, LARGE).odds())
                .as("large costs more than that")
                .isNull();
        Asking nothing = unsure().figure(Figure.EXPLORE_LEFT, "s", 0);
        assertThat(Objects.requireNonNull(rank(router, nothing, SMALL, LARGE).odds())
                        .of("small"))
                .as("small costs less than the best")
                .isPositive();
    }

    @Test
    void underACapAModelWithoutAPriceIsNotTried() {
        Asking asking = unsure().figure(Figure.ONLINE_DEVIATION, "unpriced", "s", 0.2);

        Odds capped = rank(router("weights: { quality: 1 }, online: { cap: 1/day }"), asking, LARGE, UNPRICED)
                .odds();
        Odds free = rank(router("weights: { quality: 1 }, online: {}"), asking, LARGE, UNPRICED)
                .odds();

        assertThat(capped).isNull();
        assertThat(Objects.requireNonNull(free).of("unpriced")).isGreaterThan(0.2);
    }

    @Test
    void modelsThatARulePrefersAreNotPassedOver() {
        ScoreRouter router = router("weights: { quality: 1 }, explore: 100%, online: {}");
        RoutingDecision preferring = Models.among(SMALL, LARGE)
                .reorder(
                        "test",
                        List.of(new Candidate(SMALL, SMALL.deployments(), Double.NaN, 1), Candidate.of(LARGE)),
                        "prefer");

        RoutingDecision decision = router.apply(
                preferring.scoredBy("test", "s", "score"), unsure().draw(0.99).context());

        assertThat(models(decision)).containsExactly("small", "large");
        assertThat(decision.probability()).isEqualTo(1);
    }

    @Test
    void theSameFiguresAndTheSameNumberGiveTheSameDecision() {
        ScoreRouter router = router("weights: { quality: 2, cost: 1 }, explore: 5%, online: { cap: 1/day }");
        for (int i = 0; i < 50; i++) {
            var context = unsure().draw(i / 50.0).context();
            RoutingDecision made = router.apply(Models.among(SMALL, LARGE).scoredBy("test", "s", "score"), context);
            var readings = context.live().readings();
            var again = unsure().draw(i / 50.0)
                    .live((figure, subject, task) ->
                            LiveFigures.recorded(readings).of(figure, subject, task))
                    .context();

            RoutingDecision replayed = router.apply(Models.among(SMALL, LARGE).scoredBy("test", "s", "score"), again);

            assertThat(models(replayed)).isEqualTo(models(made));
            assertThat(replayed.odds()).isEqualTo(made.odds());
            assertThat(replayed.probability()).isEqualTo(made.probability());
        }
    }

    @Test
    void oddsOfManyAreThoseOfTheNormalLaw() {
        double[] three = Normals.best(new double[] {0, 0, 0}, new double[] {1, 1, 1}, 0.01);
        assertThat(three).containsExactly(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, within(1e-9));
        assertThat(Normals.best(new double[] {1, 0}, new double[] {0, 0}, 0.01)).containsExactly(1, 0);
        assertThat(Normals.best(new double[] {0, 3}, new double[] {1, 1}, 0.05)).containsExactly(0, 1);
    }

    private static Asking unsure() {
        return Asking.chat("hi")
                .figure(Figure.ONLINE_GAIN, "small", "s", 0.25)
                .figure(Figure.ONLINE_DEVIATION, "small", "s", 0.1)
                .figure(Figure.ONLINE_DEVIATION, "large", "s", 0.1);
    }

    private static RoutingDecision rank(ScoreRouter router, Asking asking, Model... among) {
        return router.apply(Models.among(among).scoredBy("test", "s", "score"), asking.context());
    }

    private static ScoreRouter router(String score) {
        Yaml yaml = Yaml.of("{ " + score + " }");
        ScoreSettings settings = ScoreSettings.from("s", yaml.node(), Models.names());
        assertThat(yaml.problems()).isEmpty();
        return new ScoreRouter(Map.of("s", settings));
    }
}
