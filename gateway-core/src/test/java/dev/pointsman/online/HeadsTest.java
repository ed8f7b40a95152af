package dev.pointsman.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.config.Yaml;
import dev.pointsman.routing.Asking;
import dev.pointsman.routing.Models;
import dev.pointsman.routing.facts.Figure;
import dev.pointsman.routing.facts.LiveSource;
import dev.pointsman.routing.score.OnlineSettings;
import dev.pointsman.routing.score.ScoreSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HeadsTest {
    private static final long HOUR = Duration.ofHours(1).toNanos();
    private final long[] now = {0};
    private final Heads heads = new Heads(() -> now[0], () -> now[0] / 1_000_000);
    private final Chosen middling = new Chosen("s", Features.MIDDLE, List.of("a", "b"), new double[] {0.6, 0.6});

    HeadsTest() {
        heads.retain(Map.of("s", settings("cap: 2/day, half_life: 1h, prior: 4")), Set.of("a", "b"), Set.of("code"));
    }

    @Test
    void aModelThatNobodyRatedIsAsBelievedAndUnsure() {
        assertThat(gain("a", 0.5)).isZero();
        assertThat(deviation("a", 0.5))
                .as("0.5 / sqrt(4), in the middle of all features")
                .isCloseTo(0.25, within(0.1));
    }

    @Test
    void ratingsMoveItAndMakeItSure() {
        for (int i = 0; i < 4; i++) {
            heads.rated(middling, "a", null, 1);
        }

        Heads.Shown shown = heads.shown().get(0);

        assertThat(shown.gain()).as("4 ratings 0.4 above, beside a prior of 4").isCloseTo(0.2, within(1e-9));
        assertThat(shown.deviation()).isCloseTo(0.5 / Math.sqrt(8), within(1e-9));
        assertThat(shown.ratings()).isEqualTo(4);
        assertThat(heads.ratings("s", "a")).isEqualTo(4);
        assertThat(gain("b", 0.5)).as("another model").isZero();
    }

    @Test
    void whatItLearnsDependsOnHowHardThePromptIs() {
        for (int i = 0; i < 50; i++) {
            heads.rated(chosen(0.1), "a", null, 1);
            heads.rated(chosen(0.9), "a", null, 0);
        }

        assertThat(gain("a", 0.1)).isGreaterThan(0.25);
        assertThat(gain("a", 0.9)).isLessThan(-0.4);
    }

    @Test
    void ratingsFadeSoThatAModelIsTriedAgain() {
        heads.rated(middling, "a", null, 0);
        double sure = heads.shown().get(0).deviation();
        double low = heads.shown().get(0).gain();

        now[0] = 10 * HOUR;

        assertThat(heads.shown().get(0).gain()).isBetween(low / 100, 0.0);
        assertThat(heads.shown().get(0).deviation()).isGreaterThan(sure).isCloseTo(0.25, within(1e-3));
        assertThat(heads.shown().get(0).ratings()).isCloseTo(1 / 1024.0, within(1e-9));
    }

    @Test
    void aCorrectedRatingIsAsIfItHadBeenSoFromTheBeginning() {
        heads.rated(middling, "a", "code", 0);
        now[0] = HOUR;
        heads.corrected(middling, "a", "code", 1, 0);
        heads.rated(middling, "b", "code", 1);
        now[0] = 2 * HOUR;

        List<Heads.Shown> shown = heads.shown();

        assertThat(shown.get(0).task()).isEqualTo("code");
        assertThat(shown.get(0).gain()).as("a quarter of 0.4 left").isCloseTo(0.1 / 4.25, within(1e-9));
        assertThat(shown.get(1).gain()).isCloseTo(0.2 / 4.5, within(1e-9));
    }

    @Test
    void onlyScoresModelsAndTasksOfThePolicyAreKept() {
        heads.rated(middling, "a", "code", 1);
        heads.rated(middling, "a", "law", 1);
        heads.rated(middling, "c", null, 1);
        heads.rated(new Chosen("t", Features.MIDDLE, List.of("a", "b"), new double[] {0.6, 0.6}), "a", null, 1);
        assertThat(heads.shown())
                .extracting(Heads.Shown::task)
                .as("an unknown task is none")
                .containsExactly(null, "code");

        heads.retain(Map.of("s", settings("")), Set.of("b"), Set.of());

        assertThat(heads.shown()).isEmpty();
        assertThat(heads.ratings("s", "a")).isZero();
        assertThat(heads.learns("t")).isFalse();
        assertThat(heads.learns(null)).isFalse();
        assertThat(heads.left("s")).as("no cap").isNaN();
    }

    @Test
    void whatExploringCostCountsForItsDay() {
        heads.explored("s", 500_000_000L);
        heads.explored("s", -7);
        heads.explored("unknown", 5);

        assertThat(heads.left("s")).isCloseTo(1.5, within(1e-9));
        assertThat(heads.left("unknown")).isNaN();
        heads.explored("s", 9_000_000_000L);
        assertThat(heads.left("s")).isZero();

        now[0] = 24 * HOUR;
        assertThat(heads.left("s")).isEqualTo(2);
        assertThat(heads.spentDollars("s")).isZero();
    }

    @Test
    void aModelWhoseRatingsFallCountsATenthOfWhatItWas() {
        for (int i = 0; i < 200; i++) {
            heads.rated(middling, "a", null, 1);
        }
        long before = heads.drifts("s", "a");
        int ratings = 0;
        while (heads.drifts("s", "a") == before && ratings < 100) {
            heads.rated(middling, "a", null, 0);
            ratings++;
        }

        assertThat(ratings).isLessThan(30);
        assertThat(heads.shown().get(0).ratings()).isLessThan(25);
    }

    private double gain(String model, double difficulty) {
        return read(Figure.ONLINE_GAIN, model, difficulty);
    }

    private double deviation(String model, double difficulty) {
        return read(Figure.ONLINE_DEVIATION, model, difficulty);
    }

    private double read(Figure figure, String model, double difficulty) {
        return heads.over(LiveSource.NONE, asking(difficulty).context().signals())
                .value(figure, model, "s");
    }

    private static Chosen chosen(double difficulty) {
        return new Chosen(
                "s", Features.of(asking(difficulty).context().signals()), List.of("a", "b"), new double[] {0.6, 0.6});
    }

    private static Asking asking(double difficulty) {
        return Asking.chat("hi").difficulty(difficulty).tokens(315).code(0.5);
    }

    private static OnlineSettings settings(String keys) {
        Yaml yaml = Yaml.of("{ weights: { quality: 1 }, online: { " + keys + " } }");
        OnlineSettings online =
                ScoreSettings.from("s", yaml.node(), Models.names()).online();
        assertThat(yaml.problems()).isEmpty();
        return Objects.requireNonNull(online);
    }
}
