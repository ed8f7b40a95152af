package dev.pointsman.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.explain.PolicyVersions;
import dev.pointsman.explain.RecordedLines;
import dev.pointsman.ledger.DecisionRecord.Rated;
import dev.pointsman.policy.Policies;
import dev.pointsman.policy.Policy;
import dev.pointsman.recorded.RecordReader;
import dev.pointsman.recorded.RecordedChoice;
import dev.pointsman.recorded.RecordedDecision;
import dev.pointsman.routing.Odds;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Half of the requests are hard. {@code small} answers 70 % of the easy and 30 % of the hard ones well, {@code large} 80 and 75 %; the log has 85 % at
 * {@code small}, by chance; the next policy would send the hard ones to {@code large}, and so be worth 0.725.
 */
class OffPolicyTest {
    private static final double TRUTH = 0.725;
    private static final String MODELS = """
            version: 1
            providers: { a: { type: fake } }
            models:
              small: { deployments: [ { at: a/small, price: { in: 1, out: 1 } } ], quality: 0.5 }
              large: { deployments: [ { at: a/large, price: { in: 4, out: 4 } } ], quality: 0.9 }
            """;
    private static final Policy CURIOUS = Policies.load(MODELS + """
            rules: [ { name: rest, then: { score: cheap } } ]
            scores: { cheap: { weights: { cost: 1 }, explore: 40% } }
            """);
    private static final Policy LARGE = Policies.load(MODELS + "rules: [ { name: all, then: { use: large } } ]\n");
    private static final RecordedDecision ONE = Objects.requireNonNull(
            RecordReader.read(new JsonMapper().readTree(RecordedLines.line(CURIOUS, 0, "hello"))));

    @Test
    void intervalsHoldTheTruthAboutAsOftenAsTheySay() {
        int[] held = new int[4];
        double robustWidth = 0;
        double inverseWidth = 0;
        double robustSum = 0;
        int trials = 200;
        for (int trial = 0; trial < trials; trial++) {
            OffPolicy.Estimate quality = log(1_500, new Random(trial)).report().quality();
            held[0] += holds(quality.inverse(), TRUTH);
            held[1] += holds(quality.normalised(), TRUTH);
            held[2] += holds(quality.robust(), TRUTH);
            held[3] += holds(quality.before(), 0.85 * 0.5 + 0.15 * 0.775);
            robustWidth += quality.robust().high() - quality.robust().low();
            inverseWidth += quality.inverse().high() - quality.inverse().low();
            robustSum += quality.robust().value();
        }

        assertThat(Arrays.stream(held).min().orElse(0)).as("of %d", trials).isGreaterThanOrEqualTo(180);
        assertThat(robustSum / trials).isCloseTo(TRUTH, within(0.01));
        assertThat(robustWidth).as("the guess narrows it").isLessThan(inverseWidth);
    }

    @Test
    void weightsCostObservations() {
        OffPolicy.Report report = log(3_000, new Random(7)).report();

        assertThat(report.decisions()).isEqualTo(3_000);
        assertThat(report.drawn()).isEqualTo(3_000);
        assertThat(report.supported()).isEqualTo(3_000);
        assertThat(report.ratings()).isEqualTo(3_000);
        assertThat(report.quality().effective())
                .as("Kish, by the odds: about 0.26")
                .isBetween(690.0, 870.0);
        assertThat(report.quality().mostWeight()).isCloseTo(1 / 0.15, within(1e-9));
        assertThat(report.quality().change().low())
                .as("better, and certainly so")
                .isPositive();
    }

    @Test
    void withoutChanceOnlyWhatBothChooseIsTold() {
        OffPolicy off = new OffPolicy();
        for (int i = 0; i < 100; i++) {
            off.decided(named("r" + i), choice("small", null), Odds.certain(i < 30 ? "small" : "large"), model -> -1);
            off.rated(new Rated("r" + i, "small", null, i < 15 ? 1 : 0, "client"));
        }

        OffPolicy.Report report = off.report();

        assertThat(report.drawn()).isZero();
        assertThat(report.supported()).isEqualTo(30);
        assertThat(report.ratingsSupported()).isEqualTo(30);
        assertThat(report.quality().inverse().value()).isEqualTo(0.5);
        assertThat(new OffPolicyText(report).rows().toString())
                .contains("no choice was drawn")
                .contains("30 of 100 requests could have gone");
    }

    @Test
    void theLastRatingCountsAndOneOfNothingIsCountedAsLost() {
        OffPolicy off = new OffPolicy();
        off.decided(named("a"), choice("small", null), Odds.certain("small"), model -> -1);
        off.rated(new Rated("a", "small", null, 0, "client"));
        off.rated(new Rated("a", "small", null, 1, "client"));
        off.rated(new Rated("b", "small", null, 0, "client"));

        OffPolicy.Report report = off.report();

        assertThat(report.ratings()).isEqualTo(1);
        assertThat(report.ratingsLost()).isEqualTo(1);
        assertThat(report.quality().inverse().value()).isEqualTo(1);
    }

    @Test
    void aReplayTellsQualityAndCostOfTheNextPolicy() {
        Random random = new Random(3);
        Replay replay = new Replay(LARGE, PolicyVersions.only(CURIOUS), 0, Long.MAX_VALUE, count -> {});
        for (int i = 0; i < 1_000; i++) {
            String line = RecordedLines.line(CURIOUS, i, "hello", random.nextDouble());
            boolean large = line.contains("\"model\":\"large\",\"deployment\"");
            replay.line(2 * i + 1, line, true);
            replay.line(2 * i + 2, rating(i, random.nextDouble() < (large ? 0.8 : 0.5) ? 1 : 0), true);
        }

        JsonNode told = new JsonMapper().readTree(replay.report().json()).path("off_policy");

        assertThat(told.path("drawn").asInt()).isEqualTo(1_000);
        assertThat(told.path("supported").asInt()).isEqualTo(1_000);
        for (String way : List.of("ips", "snips", "doubly_robust")) {
            JsonNode quality = told.path("quality").path(way);
            assertThat(quality.path("low").asDouble()).as(way).isLessThan(0.8);
            assertThat(quality.path("high").asDouble()).as(way).isGreaterThan(0.8);
        }
        double small = told.at("/cost_nano_usd/before/value").asDouble() / 1.6;
        assertThat(told.at("/cost_nano_usd/doubly_robust/value").asDouble())
                .as("four times as dear, for all")
                .isCloseTo(4 * small, within(small / 2));
        assertThat(new ReplayText(replay.report()).text())
                .contains("by chance     1,000 choices were drawn; 1,000 of 1,000 requests could have gone")
                .contains("rated before  0.5")
                .contains("(doubly robust); worth ")
                .contains("paid change   +0.");
    }

    private static String rating(int i, int score) {
        return "{\"id\":\"f" + i + "\",\"at\":" + (RecordedLines.AT + i) + ",\"feedback\":{\"decision\":\"req_" + i
                + "\",\"model\":\"small\",\"score\":" + score + ",\"by\":\"client\"}}";
    }

    private static int holds(Interval interval, double truth) {
        return interval.low() <= truth && truth <= interval.high() ? 1 : 0;
    }

    private static OffPolicy log(int requests, Random random) {
        OffPolicy off = new OffPolicy();
        Odds odds = new Odds(List.of("small", "large"), List.of(0.85, 0.15));
        for (int i = 0; i < requests; i++) {
            boolean hard = random.nextBoolean();
            boolean large = random.nextDouble() < 0.15;
            double good = large ? (hard ? 0.75 : 0.8) : (hard ? 0.3 : 0.7);
            off.decided(
                    named("r" + i),
                    choice(large ? "large" : "small", odds),
                    Odds.certain(hard ? "large" : "small"),
                    model -> -1);
            off.rated(new Rated("r" + i, "", null, random.nextDouble() < good ? 1 : 0, "client"));
        }
        return off;
    }

    private static RecordedDecision named(String id) {
        return new RecordedDecision(
                id,
                ONE.atMillis(),
                ONE.policy(),
                ONE.request(),
                ONE.choice(),
                null,
                List.of(),
                -1,
                RecordedDecision.Settled.NOT);
    }

    private static RecordedChoice choice(String model, @Nullable Odds odds) {
        return new RecordedChoice(
                List.of(new RecordedChoice.Standing(model, Double.NaN, List.of("a/" + model), 0)),
                List.of(),
                null,
                null,
                null,
                false,
                odds == null ? 1 : odds.of(model),
                odds,
                null);
    }
}
