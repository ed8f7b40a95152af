package dev.pointsman.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.config.Yaml;
import dev.pointsman.online.Chosen;
import dev.pointsman.online.Features;
import dev.pointsman.online.Heads;
import dev.pointsman.performance.RecentDecisions.Answered;
import dev.pointsman.performance.RecentDecisions.Rating;
import dev.pointsman.performance.RecentDecisions.Who;
import dev.pointsman.routing.Asking;
import dev.pointsman.routing.Models;
import dev.pointsman.routing.score.OnlineSettings;
import dev.pointsman.routing.score.ScoreSettings;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Answers of a that were compared with b's. */
class ComparisonTest {
    private static final List<String> MODELS = List.of("a", "b");

    private final Performance performance = Performance.of(() -> 0, () -> 0);
    private final Chosen chosen =
            new Chosen("s", Features.of(Asking.chat("hi").context().signals()), MODELS, new double[] {0.6, 0.6});
    private int answers;

    ComparisonTest() {
        performance.heads().retain(Map.of("s", online()), Set.copyOf(MODELS), Set.of());
        performance.models().retain(MODELS, Set.of(), FeedbackSettings.DEFAULT);
    }

    @Test
    void theModelsComeToDifferByWhatTheyDifferInAndTheirMeanStays() {
        Random random = new Random(5);
        for (int i = 0; i < 3_000; i++) {
            boolean a = random.nextDouble() < 0.8;
            boolean b = random.nextDouble() < 0.5;
            compare(answer(chosen), a == b ? 0.5 : a ? 1 : 0);
        }

        double a = performance.heads().expected(chosen, "a", null);
        double b = performance.heads().expected(chosen, "b", null);
        assertThat(a - b).as("0.8 - 0.5").isCloseTo(0.3, within(0.05));
        assertThat((a + b) / 2).isCloseTo(0.6, within(0.02));
        assertThat(performance.models().feedback("a", null))
                .isGreaterThan(performance.models().feedback("b", null));
        assertThat(performance.heads().drifts("s", "a") + performance.heads().drifts("s", "b"))
                .isZero();
    }

    @Test
    void answersThatNoScoreLearnsFromAreComparedByTheFeedbackOfTheirModels() {
        performance.rated(answer(null), new Rating(0.9, null, 0));

        Rating comparison = performance.comparison(answer(null), null, "b", 0.75, 0);

        assertThat(comparison.score())
                .as("middle of 0.9 and a half, and a quarter")
                .isCloseTo(0.95, within(1e-9));
        assertThat(Objects.requireNonNull(comparison.other()).score()).isCloseTo(0.45, within(1e-9));
    }

    @Test
    void whatIsRepeatedOrTakenBackMakesNothingSurer() {
        Answered answered = answer(chosen);
        compare(answered, 0);
        double after = performance.heads().expected(chosen, "b", null);
        assertThat(after).isGreaterThan(0.6);
        double ratings = ratings();

        for (int i = 0; i < 50; i++) {
            compare(answered, 0);
        }
        assertThat(performance.heads().expected(chosen, "b", null)).isCloseTo(after, within(0.05));

        performance.rated(answered, new Rating(0.6, null, 0));
        assertThat(performance.heads().expected(chosen, "a", null)).isCloseTo(0.6, within(1e-6));
        assertThat(performance.heads().expected(chosen, "b", null)).isCloseTo(0.6, within(0.06));
        assertThat(ratings()).isEqualTo(ratings);
    }

    private double ratings() {
        return performance.heads().shown().stream()
                .mapToDouble(Heads.Shown::ratings)
                .sum();
    }

    private void compare(Answered answered, double score) {
        performance.rated(answered, performance.comparison(answered, null, "b", score, 0));
    }

    private Answered answer(@Nullable Chosen how) {
        String id = "r" + answers++;
        performance.recent().add(id, new Who("a", "p/a", null, "k", how));
        return Objects.requireNonNull(performance.recent().find(id, "k"));
    }

    private static OnlineSettings online() {
        Yaml text = Yaml.of("{ s: { weights: { quality: 1 }, online: {} } }");
        ScoreSettings settings = Objects.requireNonNull(
                ScoreSettings.all(text.node(), Models.names()).get("s"));
        return Objects.requireNonNull(settings.online());
    }
}
