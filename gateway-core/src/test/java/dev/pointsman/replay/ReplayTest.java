package dev.pointsman.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.explain.PolicyVersions;
import dev.pointsman.explain.RecordedLines;
import dev.pointsman.policy.Policies;
import dev.pointsman.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReplayTest {
    private static final String MODELS = """
            version: 1
            providers: { a: { type: fake }, b: { type: fake } }
            models:
              small: { deployments: [ { at: a/small, price: { in: 1, out: 1 } } ], quality: 0.5 }
              large: { deployments: [ { at: b/large, price: { in: 4, out: 4 } } ], quality: 0.9 }
            """;
    private static final Policy OLD = Policies.load(MODELS + """
            rules:
              - { name: refunds, when: { text: refund }, then: { use: large } }
              - { name: long, when: { input_tokens: "> 100" }, then: { use: large } }
              - { name: rest, then: { use: small } }
            """);

    @Test
    void theSamePolicyChangesNothing() {
        ReplayReport report = replay(OLD, PolicyVersions.only(OLD), lines(300));

        assertThat(report.counts().all()).containsEntry("requests", 300L).containsEntry("changed", 0L);
        assertThat(report.counts().all()).containsEntry("untold", 0L).containsEntry("told", 300L);
        assertThat(report.costDelta().value()).isZero();
        assertThat(report.quality().value()).isZero();
        assertThat(report.most()).isEmpty();
        assertThat(report.warnings()).isEmpty();
    }

    @Test
    void aPolicyThatSendsRefundsToTheSmallModelIsCountedPricedAndTold() {
        Policy next = Policies.load(MODELS + """
                rules:
                  - { name: long, when: { input_tokens: "> 100" }, then: { use: large } }
                  - { name: rest, then: { use: small } }
                """);

        ReplayReport report = replay(next, PolicyVersions.only(OLD), lines(300));

        assertThat(report.counts().all()).containsEntry("changed", 100L);
        assertThat(report.changed().value()).isEqualTo(1 / 3.0);
        assertThat(report.changed().low()).isCloseTo(0.2825, within(1e-3));
        assertThat(report.changed().high()).isCloseTo(0.3885, within(1e-3));
        assertThat(report.models()).contains(new Flows.Flow("large", "small", 100));
        assertThat(report.rules()).contains(new Flows.Flow("refunds", "rest", 100));
        assertThat(report.quality().value()).isCloseTo(-0.4 / 3, within(1e-9));
        assertThat(report.costDelta().value()).isNegative();
        assertThat(report.costDelta().low()).isLessThan(report.costDelta().value());
        assertThat(report.costDelta().high())
                .isGreaterThan(report.costDelta().value())
                .isNegative();
        assertThat(report.most()).hasSize(20).allSatisfy(each -> {
            assertThat(each.from()).isEqualTo("large");
            assertThat(each.costNanos()).isNegative();
        });
        assertThat(report.waitMillis().value())
                .as("large takes 900 ms, small 100 ms")
                .isCloseTo(-800 / 3.0, within(1e-6));
    }

    @Test
    void expectedCostsAreBroughtToWhatSuchRequestsReallyCost() {
        Policy next = Policies.load(MODELS + "rules: [ { name: all, then: { use: large } } ]\n");

        ReplayReport report = replay(next, PolicyVersions.only(OLD), lines(300));

        double settled = 0;
        for (String line : lines(300)) {
            settled += new JsonMapper().readTree(line).get("cost_nano_usd").asLong() / 1e9;
        }
        assertThat(report.costBefore().value()).isCloseTo(settled, within(settled / 1e6));
    }

    @Test
    void whatTheRecordDoesNotHoldIsNeverGuessed() {
        Policy next = Policies.load(MODELS + """
                rules:
                  - { name: refunds, when: { text: refund }, then: { use: large } }
                  - { name: law, when: { text: lawyer }, then: { use: large } }
                  - { name: rest, then: { use: small } }
                """);

        ReplayReport report = replay(next, PolicyVersions.only(OLD), lines(300));

        assertThat(report.counts().all()).containsEntry("told", 100L).containsEntry("untold", 200L);
        assertThat(report.untold()).isEqualTo(Map.of("text: lawyer", 200L));
        assertThat(new ReplayText(report).text())
                .contains("not told      200 (66.67 %)")
                .contains("text: lawyer");
    }

    @Test
    void ofAPolicyThatIsGoneOnlyWhatWasFoundIsKnown() {
        ReplayReport report = replay(OLD, digest -> null, lines(30));

        assertThat(report.missingPolicies()).hasSize(1);
        assertThat(report.counts().all()).containsEntry("told", 10L).containsEntry("untold", 20L);
    }

    @Test
    void aSignalThatNobodyLookedAtIsNotToldEither() {
        Policy next = Policies.load(MODELS + """
                rules:
                  - { name: german, when: { language: de }, then: { use: large } }
                  - { name: rest, then: { use: small } }
                """);

        ReplayReport report = replay(next, PolicyVersions.only(OLD), lines(30));

        assertThat(report.untold()).isEqualTo(Map.of("language", 30L));
    }

    @Test
    void refusalsAreCountedWithTheirWords() {
        Policy next = Policies.load(MODELS + """
                rules:
                  - { name: no, when: { input_tokens: "> 100" }, then: { reject: "too long" } }
                  - { name: rest, then: { use: small } }
                """);

        ReplayReport report = replay(next, PolicyVersions.only(OLD), lines(30));

        assertThat(report.refusals()).isEqualTo(Map.of("refused: rule no: too long", 10L));
        assertThat(report.counts().all()).containsEntry("refused_after", 10L).containsEntry("refused_before", 0L);
        assertThat(report.models()).contains(new Flows.Flow("large", "(refused)", 10));
    }

    @Test
    void linesThatAreNoneArePassedOverWithTheirPlaces() {
        List<String> lines = new ArrayList<>(lines(3));
        lines.add(1, "{\"level\":\"info\"}");
        lines.add(2, "no json");
        lines.add("{\"id\":\"to");
        Replay replay = new Replay(OLD, PolicyVersions.only(OLD), 0, Long.MAX_VALUE, count -> {});
        for (int i = 0; i < lines.size(); i++) {
            replay.line(i + 1, lines.get(i), i < lines.size() - 1);
        }
        replay.line(99, null, true);

        assertThat(replay.report().warnings())
                .containsExactly(
                        "line 2 is no decision record: expected an object with id and at: passed over",
                        "line 3 is not JSON: passed over",
                        "line 6 is torn: the ledger ends in it: passed over",
                        "line 99 is too long for a decision record: passed over");
        assertThat(replay.report().counts().all()).containsEntry("requests", 3L).containsEntry("foreign_lines", 4L);
    }

    @Test
    void onlyTheTimeThatIsAskedForCounts() {
        List<String> lines = lines(30);
        long from = RecordedLines.AT + 10_000;
        Replay replay = new Replay(OLD, PolicyVersions.only(OLD), from, from + 5_000, count -> {});
        for (int i = 0; i < lines.size(); i++) {
            replay.line(i + 1, lines.get(i), true);
        }

        assertThat(replay.report().counts().all()).containsEntry("requests", 5L).containsEntry("lines", 30L);
    }

    @Test
    void theReportIsTextJsonAndAPageThatNeedsNothingElse() {
        Policy next = Policies.load(MODELS + "rules: [ { name: \"a<b>\", then: { use: small } } ]\n");
        ReplayReport report = replay(next, PolicyVersions.only(OLD), lines(9_000));

        JsonNode json = new JsonMapper().readTree(report.json());
        assertThat(json.at("/changed_share/value").asDouble()).isCloseTo(2 / 3.0, within(1e-9));
        assertThat(json.get("most_changed").size()).isEqualTo(20);
        assertThat(new ReplayText(report).text())
                .contains("requests      9,000 decided again, of 9,000 lines\n")
                .contains("other model   6,000 (66.67 %, 95 %: 65.")
                .contains("model                6,000  large -> small\n");
        String page = new ReplayPage(report).html();
        assertThat(page)
                .startsWith("<!doctype html>")
                .contains("<svg")
                .contains("a&lt;b&gt;")
                .doesNotContain("a<b>");
        assertThat(page)
                .doesNotContain("http://www.w3.org/1999/xhtml")
                .doesNotContain("<script")
                .doesNotContain("src=");
    }

    @Test
    void anIntervalOfResamplingHoldsTheTruthAboutAsOftenAsItSays() {
        java.util.Random random = new java.util.Random(5);
        int held = 0;
        for (int trial = 0; trial < 100; trial++) {
            Sums sums = new Sums(trial);
            for (int i = 0; i < 400; i++) {
                sums.next();
                sums.add("x", Sums.Of.BEFORE, 1);
                sums.add("x", Sums.Of.WAITED, random.nextDouble() * 2);
                sums.add("x", Sums.Of.WAITS, 1);
            }
            Interval mean = sums.figure(sample -> sample.wait(Sums.Of.BEFORE));
            held += mean.low() <= 1 && 1 <= mean.high() ? 1 : 0;
        }

        assertThat(held).isBetween(87, 100);
    }

    private static ReplayReport replay(Policy next, PolicyVersions versions, List<String> lines) {
        Replay replay = new Replay(next, versions, 0, Long.MAX_VALUE, count -> {});
        for (int i = 0; i < lines.size(); i++) {
            replay.line(i + 1, lines.get(i), true);
        }
        return replay.report();
    }

    /** A third asks for refunds, a third is long, a third is neither. */
    private static List<String> lines(int count) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String text = i % 3 == 0 ? "I want a refund" : i % 3 == 1 ? "please read this ".repeat(60) : "hello";
            lines.add(RecordedLines.line(OLD, i, text));
        }
        return lines;
    }
}
