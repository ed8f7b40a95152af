package dev.pointsman.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.policy.Policies;
import dev.pointsman.policy.Policy;
import dev.pointsman.recorded.RecordedRequest;
import dev.pointsman.recorded.RequestDraft;
import dev.pointsman.routing.facts.Figure;
import dev.pointsman.routing.facts.LiveFigures;
import dev.pointsman.routing.facts.TaskGuess;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class NearestChangeTest {
    private static final String MODELS = """
            version: 1
            providers: { a: { type: fake }, b: { type: fake } }
            models:
              small: { deployments: [ { at: a/small, price: { in: 1, out: 1 } } ], quality: 0.5, context: 8k }
              large: { deployments: [ { at: b/large, price: { in: 4, out: 4 } } ], quality: 0.9 }
            tasks: { labels: { law: { words: [indemnity] }, code: { words: [stacktrace] } } }
            """;

    @Test
    void aThresholdOfTokensIsFoundToTheToken() {
        List<Change> changes = changes("""
                rules:
                  - { name: short, when: { input_tokens: "< 300" }, then: { use: small } }
                  - { name: rest, then: { use: large } }
                """, draft -> {});

        assertThat(changes).hasSize(2).last().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(Change.Kind.INPUT_TOKENS);
            assertThat(change.to()).startsWith("300 ");
            assertThat(change.from()).isEqualTo("100");
            assertThat(change.then()).isEqualTo("large");
            assertThat(change.text())
                    .isEqualTo("large would answer if the prompt had 300 (+200 %) tokens (it has 100)");
            assertThat(change.distance()).isEqualTo(200 / 300.0);
        });
    }

    @Test
    void wordsHeadersFactsAndLabelsThatRulesNameAreTried() {
        String rules = """
                rules:
                  - { name: r1, when: { text: refund }, then: { use: large } }
                  - { name: r2, when: { header.x-tier: gold }, then: { use: large } }
                  - { name: r3, when: { metadata.plan: pro }, then: { use: large } }
                  - { name: r4, when: { team: red }, then: { use: large } }
                  - { name: r5, when: { language: de }, then: { use: large } }
                  - { name: r6, when: { task: law }, then: { use: large } }
                  - { name: r7, when: { tools: true }, then: { use: large } }
                  - { name: rest, then: { use: small } }
                """;

        List<Change> all = all(rules, draft -> {});

        assertThat(all)
                .extracting(Change::text)
                .contains(
                        "large would answer if its text held \"refund\"",
                        "large would answer if its header x-tier were gold (it is none)",
                        "large would answer if its metadata plan were pro (it is none)",
                        "large would answer if its team were red",
                        "large would answer if its language were de (it is en)",
                        "large would answer if its task were law (it is not told)",
                        "large would answer if it had tools");
    }

    @Test
    void whatIsThereMayBeGone() {
        String rules = """
                rules:
                  - { name: r1, when: { text: refund, header.x-tier: gold, images: true }, then: { use: large } }
                  - { name: rest, then: { use: small } }
                """;

        List<Change> all = all(rules, draft -> {
            draft.text = new dev.pointsman.routing.facts.TextHits(List.of("refund"), List.of());
            draft.headers.put("x-tier", "gold");
            draft.images = true;
        });

        assertThat(all)
                .extracting(Change::text)
                .contains(
                        "small would answer if its text did not hold \"refund\"",
                        "small would answer if its header x-tier were none (it is gold)",
                        "small would answer if it had no images");
    }

    @Test
    void theNextBoundaryOfAWindowAndTheNextDayAreTried() {
        List<Change> all = all("""
                rules:
                  - { name: night, when: { time: "22:00-06:00 Europe/Berlin" }, then: { use: large } }
                  - { name: sunday, when: { weekday: { days: [sun], zone: Europe/Berlin } }, then: { use: large } }
                  - { name: rest, then: { use: small } }
                """, draft -> {});

        assertThat(all)
                .filteredOn(change -> change.kind() == Change.Kind.TIME)
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.to()).isEqualTo("2026-03-04T22:00+01:00[Europe/Berlin]");
                    assertThat(change.distance()).isEqualTo(9 / 24.0);
                });
        assertThat(all)
                .filteredOn(change -> change.kind() == Change.Kind.WEEKDAY)
                .first()
                .satisfies(change -> assertThat(change.to()).startsWith("2026-03-05T00:00"));
    }

    @Test
    void theCostTheQualityAndTheWeightAtWhichTheRunnerUpWinsAreFound() {
        List<Change> all = all("""
                rules: [ { name: all, then: { score: best } } ]
                scores: { best: { weights: { quality: 2, cost: 1 } } }
                """, draft -> {});

        assertThat(all)
                .filteredOn(change -> change.kind() == Change.Kind.WEIGHT)
                .extracting(Change::subject)
                .containsExactlyInAnyOrder("quality in score best", "cost in score best");
        assertThat(all)
                .filteredOn(change -> change.subject().equals("cost in score best"))
                .singleElement()
                .satisfies(change -> assertThat(change.to()).startsWith("2"));
        assertThat(all)
                .filteredOn(change -> change.kind() == Change.Kind.QUALITY)
                .isNotEmpty();
        assertThat(all)
                .filteredOn(change -> change.kind() == Change.Kind.PRICE)
                .allSatisfy(
                        change -> assertThat(change.text()).startsWith("small would answer if the expected cost of "));
    }

    @Test
    void whereTwoAreWorthTheSameALittleIsEnough() {
        Policy policy = Policies.load((MODELS + """
                rules: [ { name: all, then: { score: best } } ]
                scores: { best: { weights: { quality: 1, cost: 1 } } }
                """).replace("quality: 0.5, context: 8k", "quality: 0.5"));

        NearestChange nearest = NearestChange.of(request(draft -> {}), policy, new Decider(policy));

        assertThat(nearest.text())
                .contains("large would answer if the weight of ", "a little ")
                .doesNotContain("+0 %");
    }

    @Test
    void aLiveFigureAtWhichTheRunnerUpWinsIsFound() {
        List<Change> all = all("""
                rules: [ { name: all, then: { score: fast } } ]
                scores: { fast: { weights: { first_token: 1 } } }
                """, draft -> {
            draft.live.add(new LiveFigures.Reading(Figure.FIRST_TOKEN, "a/small", null, 400));
            draft.live.add(new LiveFigures.Reading(Figure.FIRST_TOKEN, "b/large", null, 500));
        });

        assertThat(all)
                .filteredOn(change -> change.kind() == Change.Kind.FIGURE)
                .hasSize(2)
                .anySatisfy(change -> {
                    assertThat(change.subject()).isEqualTo("first_token_ms of b/large");
                    assertThat(change.to()).endsWith("(-20 %)");
                    assertThat(change.distance()).isBetween(0.2, 0.201);
                });
    }

    @Test
    void blockedDeploymentsDownDeploymentsAndOtherDrawsAreTried() {
        List<Change> all = all("""
                rules: [ { name: some, when: { share: 40% }, then: { use: large } }, { name: rest, then: { use: [large, small] } } ]
                """, draft -> draft.blocked.add("b/large"));

        assertThat(all).extracting(Change::text).contains("large would answer if b/large could be called");

        assertThat(all("rules: [ { name: rest, then: { use: [large, small] } } ]", draft -> {}))
                .extracting(Change::text)
                .contains("small would answer if b/large could not be called");
        assertThat(all(
                        "rules: [ { name: s, when: { share: 40% }, then: { use: large } }, { name: r, then: { use: small } } ]",
                        draft -> {}))
                .filteredOn(change -> change.kind() == Change.Kind.DRAW)
                .singleElement()
                .satisfies(change -> assertThat(change.distance()).isBetween(0.2, 0.8));
    }

    @Test
    void theWorkIsBoundedAndAFewChangesAreTold() {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            words.append("w").append(i).append(", ");
        }
        Policy policy = Policies.load(MODELS + "rules: [ { name: a, when: { text: [" + words
                + "x] }, then: { use: large } }, { name: b, then: { use: small } } ]\n");
        RecordedRequest request = request(draft -> {});

        NearestChange nearest = NearestChange.of(request, policy, new Decider(policy));

        assertThat(nearest.decided()).isBetween(300, 1_999);
        assertThat(nearest.changes()).hasSizeBetween(2, 6);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        nearest.json(json);
        assertThat(json.get("nearest_change").get("then").asString()).isEqualTo("large");
        assertThat(json.get("other_changes").size()).isEqualTo(nearest.changes().size() - 1);
        assertThat(nearest.text()).startsWith("nearest      large would answer if ");
    }

    @Test
    void whereNothingAltersTheChoiceItSaysSo() {
        NearestChange none = NearestChange.of(
                request(draft -> draft.asked = "small"),
                Policies.load(MODELS),
                new Decider(Policies.load(MODELS.replace(", context: 8k", ""))));

        assertThat(none.changes()).noneMatch(change -> change.then().equals("large"));
    }

    @Test
    void everyChangeThatIsToldReallyAltersTheChoice() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            Policy policy = new RandomPolicy(random).policy();
            RecordedRequest request =
                    RecordedCase.read(new RecordedCase(random).line(policy)).request();
            Decider decider = new Decider(policy);

            NearestChange nearest = NearestChange.of(request, policy, decider);

            String chosen = decider.decide(request).words();
            assertThat(nearest.changes()).allSatisfy(change -> {
                assertThat(change.then()).isNotEqualTo(chosen);
                assertThat(change.distance()).isBetween(0.0, 1.0);
                assertThat(change.text()).doesNotContain("null");
            });
            assertThat(nearest.changes()).isSortedAccordingTo(java.util.Comparator.comparingDouble(Change::distance));
        }
    }

    private static List<Change> changes(String rules, Consumer<RequestDraft> set) {
        Policy policy = Policies.load(MODELS + rules);
        return NearestChange.of(request(set), policy, new Decider(policy)).changes();
    }

    /** More than the few that are told. */
    private static List<Change> all(String rules, Consumer<RequestDraft> set) {
        Policy policy = Policies.load(MODELS + rules);
        Probes probes = new Probes(request(set), policy, new Decider(policy));
        new RequestProbes(probes).run();
        new WorldProbes(probes).run();
        new PolicyProbes(probes).run();
        return probes.changes();
    }

    private static RecordedRequest request(Consumer<RequestDraft> set) {
        Policy any = Policies.load(MODELS + "rules: [ { name: all, when: { user: x }, then: { use: small } } ]\n");
        RequestDraft draft = RecordedCase.read(new RecordedCase(new Random(3)).line(any))
                .request()
                .draft();
        draft.asked = "auto";
        draft.allowed = null;
        draft.headers.clear();
        draft.metadata.clear();
        draft.tools = false;
        draft.user = null;
        draft.team = "blue";
        draft.bodyBytes = 400;
        draft.at = java.time.Instant.parse("2026-03-04T12:00:00Z");
        draft.draw = 0.5;
        draft.blocked.clear();
        draft.live.clear();
        draft.conversation = null;
        draft.lacks = null;
        draft.text = null;
        draft.signals = new dev.pointsman.routing.facts.SignalReadings(
                100, true, "en", 0, true, (TaskGuess) null, null, true, Double.NaN);
        set.accept(draft);
        return draft.request();
    }
}
