package dev.pointsman.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.api.GatewayException;
import dev.pointsman.explain.Decider;
import dev.pointsman.explain.PolicyVersions;
import dev.pointsman.explain.RecordedLines;
import dev.pointsman.policy.Policies;
import dev.pointsman.policy.Policy;
import dev.pointsman.recorded.RecordReader;
import dev.pointsman.recorded.RecordedChoice;
import dev.pointsman.recorded.RecordedDecision;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What rules send elsewhere by {@code share} is a draw like any other: its odds are recorded, and what is told from the ledger goes by them. */
class ShareOddsTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String MODELS = """
            version: 1
            providers: { a: { type: fake } }
            models:
              small: { deployments: [ { at: a/small, price: { in: 1, out: 1 } } ], quality: 0.5 }
              large: { deployments: [ { at: a/large, price: { in: 4, out: 4 } } ], quality: 0.9 }
            """;

    @Test
    void aShareAndWhatAScoreDrawsBehindItAreOneDraw() {
        Policy policy = Policies.load(MODELS + """
                rules:
                  - { name: few, when: { share: 20% }, then: { use: small } }
                  - { name: rest, then: { score: best } }
                scores: { best: { weights: { quality: 1 }, explore: 50% } }
                """);
        Random random = new Random(1);
        int small = 0;
        for (int i = 0; i < 2_000; i++) {
            JsonNode line = line(policy, i, "hello", random.nextDouble());
            JsonNode odds = line.at("/decision/odds");
            boolean there = line.path("model").asString().equals("small");
            small += there ? 1 : 0;

            assertThat(odds.path("small").asDouble()).as("0.2 + 0.8 * 0.25").isCloseTo(0.4, within(1e-12));
            assertThat(odds.path("large").asDouble()).isCloseTo(0.6, within(1e-12));
            assertThat(line.at("/decision/probability").asDouble()).isCloseTo(there ? 0.4 : 0.6, within(1e-12));
        }

        assertThat(small / 2_000.0).isCloseTo(0.4, within(0.035));
    }

    @Test
    void sharesThatGoByTheSameNumberAreReckonedTogether() {
        String nested =
                "{ name: a, when: { any: [ { share: 10% }, { all: [ { share: 30% }, { not: { share: 5% } } ] } ] }";
        assertThat(small(nested + ", then: { use: small } }")).isCloseTo(0.3, within(1e-12));
        assertThat(small("{ name: a, when: { share: 30%, not: { share: 10% } }, then: { use: small } }"))
                .isCloseTo(0.2, within(1e-12));
        assertThat(small("{ name: a, when: { share: 50% }, then: { use: small } }, "
                        + "{ name: b, when: { share: 50%, by: key }, then: { use: small } }"))
                .as("two rules are two draws")
                .isCloseTo(0.75, within(1e-12));
    }

    @Test
    void aShareThatIsRefusedLeavesTheOddsToTheOthersAndOneModelForAllIsNoDraw() {
        assertThat(small("{ name: a, when: { share: 50% }, then: { reject: no } }, "
                        + "{ name: b, when: { share: 40% }, then: { use: small } }"))
                .isCloseTo(0.4, within(1e-12));
        JsonNode sure = firstServed(
                "{ name: a, when: { share: 50% }, then: { use: large } }, { name: b, then: { use: large } }");
        assertThat(sure.at("/decision/odds").isMissingNode()).isTrue();
        assertThat(sure.at("/decision/probability").isMissingNode()).isTrue();
    }

    @Test
    void ofSoManySharesThatNotAllWaysAreGoneTheOddsAreNotTold() {
        StringBuilder rules = new StringBuilder();
        for (int i = 0; i < 17; i++) {
            rules.append("{ name: r" + i + ", when: { share: 1% }, then: { use: small } }, ");
        }
        JsonNode told = firstServed(rules + "{ name: end, then: { use: large } }");
        assertThat(told.at("/decision/odds").isMissingNode()).isTrue();
    }

    @Test
    void aDecisionIsMadeAgainWithItsOddsFromItsRecord() {
        Policy policy = Policies.load(MODELS + """
                rules:
                  - { name: half, when: { share: 50% }, then: { use: large } }
                  - { name: long, when: { input_tokens: '> 1000' }, then: { use: large } }
                  - { name: code, when: { text: class }, then: { score: best } }
                  - { name: rest, then: { use: small } }
                scores: { best: { weights: { quality: 1, cost: 1 }, explore: 10% } }
                """);
        Decider decider = new Decider(policy);
        Random random = new Random(5);
        for (int i = 0; i < 60; i++) {
            String text = i % 3 == 0 ? "a class of its own" : "hello";
            RecordedDecision record =
                    Objects.requireNonNull(RecordReader.read(line(policy, i, text, random.nextDouble())));
            RecordedChoice again = RecordedChoice.of(
                    Objects.requireNonNull(decider.decide(record.request()).decision()));

            assertThat(Objects.requireNonNull(record.choice()).differences(again))
                    .isEmpty();
            assertThat(Objects.requireNonNull(record.choice()).probability()).isLessThan(1);
        }
    }

    @Test
    void whereAPolicyAsksModelsBeforeItDecidesNothingIsDecidedThatOnlyMightHaveBeen() {
        Policy policy = Policies.load(MODELS + """
                tasks: { labels: { code: { words: x }, chat: {} }, ask: small }
                rules:
                  - { name: half, when: { share: 50% }, then: { use: large } }
                  - { name: code, when: { task: code }, then: { use: large } }
                  - { name: rest, then: { use: small } }
                """);

        assertThat(line(policy, 1, "hello", 0.3).at("/decision/odds").isMissingNode())
                .isTrue();
    }

    /** Half of the requests go to the small model whatever they are, code always does; it is right on 9 of 10 pieces of code, and on 3 of 10 else. */
    @Test
    void aReplayWeighsWhatASharesRuleSentElsewhereSoThatNoKindOfRequestCountsTwice() {
        Policy logged = Policies.load(MODELS + """
                rules:
                  - { name: half, when: { share: 50% }, then: { use: small } }
                  - { name: code, when: { text: class }, then: { use: small } }
                  - { name: rest, then: { use: large } }
                """);
        Policy next = Policies.load(MODELS + "rules: [ { name: all, then: { use: small } } ]\n");
        Replay replay = new Replay(next, PolicyVersions.only(logged), 0, Long.MAX_VALUE, count -> {});
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            boolean code = random.nextBoolean();
            String line = RecordedLines.line(logged, i, code ? "a class" : "hello", random.nextDouble());
            boolean small = JSON.readTree(line).path("model").asString().equals("small");
            double right = !small ? 0.95 : code ? 0.9 : 0.3;
            replay.line(2 * i + 1, line, true);
            replay.line(2 * i + 2, rating(i, random.nextDouble() < right ? 1 : 0), true);
        }

        JsonNode told = JSON.readTree(replay.report().json()).path("off_policy");

        assertThat(told.path("supported").asInt()).isEqualTo(2_000);
        JsonNode quality = told.at("/quality/doubly_robust");
        assertThat(quality.path("low").asDouble()).as("of %s", quality).isLessThan(0.6);
        assertThat(quality.path("high").asDouble()).isGreaterThan(0.6).isLessThan(0.68);
    }

    private static double small(String rules) {
        return firstServed(rules + ", { name: end, then: { use: large } }")
                .at("/decision/odds/small")
                .asDouble();
    }

    /** The record of a request that no rule refused. */
    private static JsonNode firstServed(String rules) {
        Policy policy = Policies.load(MODELS + "rules: [ " + rules + " ]\n");
        Random random = new Random(3);
        for (int i = 0; i < 100; i++) {
            try {
                return line(policy, i, "hello", random.nextDouble());
            } catch (GatewayException refused) {
                assertThat(refused).hasMessageContaining("no");
            }
        }
        throw new AssertionError("all were refused");
    }

    private static JsonNode line(Policy policy, int i, String text, double draw) {
        return JSON.readTree(RecordedLines.line(policy, i, text, draw));
    }

    private static String rating(int i, int score) {
        return "{\"id\":\"f" + i + "\",\"at\":" + (RecordedLines.AT + i) + ",\"feedback\":{\"decision\":\"req_" + i
                + "\",\"model\":\"small\",\"score\":" + score + ",\"by\":\"client\"}}";
    }
}
