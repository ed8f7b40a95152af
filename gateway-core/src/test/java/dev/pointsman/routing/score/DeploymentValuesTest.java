package dev.pointsman.routing.score;

import static dev.pointsman.routing.Models.LARGE;
import static dev.pointsman.routing.Models.SMALL;
import static dev.pointsman.routing.Models.models;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.catalog.Price;
import dev.pointsman.config.Yaml;
import dev.pointsman.routing.Asking;
import dev.pointsman.routing.Models;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.facts.Figure;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which of a model's deployments stands for it in a score, and what is held against a bound. */
class DeploymentValuesTest {
    @Test
    void aBalancedModelCountsAsItsBestDeploymentAndAnOrderedOneAsItsFirst() {
        Asking measured = Asking.chat("hi")
                .firstToken("anthropic/opus", 900)
                .firstToken("bedrock/opus", 200)
                .firstToken("local/qwen", 500)
                .firstToken("openai/nano", 100);

        RoutingDecision decision = rank("{ weights: { first_token: 1 } }", measured, SMALL, LARGE);

        assertThat(decision.sheet().raw(0, 0)).as("small, in order").isEqualTo(500);
        assertThat(decision.sheet().raw(1, 0)).as("large, balanced").isEqualTo(200);
        assertThat(models(decision)).containsExactly("large", "small");
    }

    @Test
    void ofSpeedsTheGreatestIsTheBest() {
        Asking measured = Asking.chat("hi")
                .figure(Figure.OUTPUT_TOKEN, "anthropic/opus", 10)
                .figure(Figure.OUTPUT_TOKEN, "bedrock/opus", 50);

        RoutingDecision decision = rank("{ weights: { speed: 1 } }", measured, SMALL, LARGE);

        assertThat(decision.sheet().raw(1, 0)).isCloseTo(100, within(1e-9));
    }

    @Test
    void pricesOfPromptAndReplyAreBoundedApartInDollarsAMillion() {
        Model two = model(new Price(1_000_000_000L, 8_000_000_000L, 0, 0));

        assertThat(kept("{ price_in: 1 }", two)).isTrue();
        assertThat(kept("{ price_in: 0.99 }", two)).isFalse();
        assertThat(kept("{ price_out: 8 }", two)).isTrue();
        assertThat(kept("{ price_out: 7.99 }", two)).isFalse();
        assertThat(kept("{ price_in: 1000 }", model(null))).as("not known").isFalse();
    }

    @Test
    void aPlainNumberIsTheLeastOfWhatIsBetterMoreAndTheMostOfWhatIsBetterLess() {
        assertThat(kept("{ context: 8k }", SMALL)).isTrue();
        assertThat(kept("{ context: 9k }", SMALL)).isFalse();
        assertThat(kept("{ quality: 0.6 }", SMALL)).isTrue();
        assertThat(kept("{ quality: 0.7 }", SMALL)).isFalse();
        assertThat(kept("{ cost: 1 }", LARGE)).isTrue();
        assertThat(kept("{ cost: 0 }", LARGE)).isFalse();
    }

    @Test
    void aSpendTargetIsReadFromOneNanoDollarToAThousandMillions() {
        assertThat(spend("1000000000/day").nanosPerDay()).isEqualTo(1_000_000_000_000_000_000L);
        assertThat(spend("0.0000000001/day").nanosPerDay())
                .as("no less than one")
                .isEqualTo(1);
    }

    private static SpendSettings spend(String target) {
        return SpendSettings.from(Yaml.of("target: " + target).node());
    }

    /** Whether a score with those bounds leaves the model where another is always inside. */
    private static boolean kept(String bounds, Model model) {
        Yaml yaml = Yaml.of(bounds);
        Bounds read = Bounds.from(yaml.node(), Models.names(), List.of());
        assertThat(yaml.problems()).isEmpty();
        return read.admits(model, model.deployments().get(0), Asking.chat("hi").context());
    }

    private static Model model(Price price) {
        return new Model(
                "priced",
                List.of(new Deployment("local", "priced", 1, price, Map.of())),
                Balance.ORDER,
                0,
                null,
                Map.of(),
                Map.of());
    }

    private static RoutingDecision rank(String score, Asking asking, Model... models) {
        ScoreSettings settings = ScoreSettings.from("s", Yaml.of(score).node(), Models.names());
        return new ScoreRouter(Map.of("s", settings))
                .apply(Models.among(models).scoredBy("test", "s", "score"), asking.context());
    }
}
