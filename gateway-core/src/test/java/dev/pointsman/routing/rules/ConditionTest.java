package dev.pointsman.routing.rules;

import static dev.pointsman.routing.rules.Verdict.ABSTAINED;
import static dev.pointsman.routing.rules.Verdict.NO;
import static dev.pointsman.routing.rules.Verdict.YES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.config.Yaml;
import dev.pointsman.routing.Asking;
import dev.pointsman.routing.facts.Figure;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {
    @Test
    void headersAreComparedByValueWhateverTheCaseOfTheName() {
        String when = "header.X-Region: [eu, uk]";
        assertThat(test(when, hi().header("x-region", "eu"))).isEqualTo(YES);
        assertThat(test(when, hi().header("X-REGION", "uk"))).isEqualTo(YES);
        assertThat(test(when, hi().header("x-region", "us"))).isEqualTo(NO);
        assertThat(test(when, hi())).isEqualTo(NO);
    }

    @Test
    void aTaskIsComparedByItsLabelAndAbstainsWhereNoneIsTold() {
        assertThat(test("task: [code, legal]", hi().task("code", 0.8))).isEqualTo(YES);
        assertThat(test("task: [code, legal]", hi().task("chat", 0.8))).isEqualTo(NO);
        assertThat(test("task: [code, legal]", hi())).isEqualTo(ABSTAINED);
        assertThat(test("not: { task: code }", hi())).isEqualTo(ABSTAINED);
    }

    @Test
    void difficultyIsComparedAsAShareAndMayAbstain() {
        assertThat(test("difficulty: '> 0.7'", hi().difficulty(0.8))).isEqualTo(YES);
        assertThat(test("difficulty: '> 70%'", hi().difficulty(0.7))).isEqualTo(NO);
        assertThat(test("difficulty: '> 0.7'", hi())).isEqualTo(ABSTAINED);
    }

    @Test
    void theUsedShareOfSpendTargetsIsComparedAndAbstainsWhereThereIsNone() {
        assertThat(test("spend_used: '> 80%'", hi().figure(Figure.SPEND_USED, "", 0.81)))
                .isEqualTo(YES);
        assertThat(test("spend_used: '> 80%'", hi().figure(Figure.SPEND_USED, "", 0.8)))
                .isEqualTo(NO);
        assertThat(test("spend_used: '> 80%'", hi())).isEqualTo(ABSTAINED);
    }

    @Test
    void tagsComeInAHeaderOrInTheMetadataSeveralWithCommas() {
        String when = "tags: [beta, eu]";
        assertThat(test(when, hi().header("x-gateway-tags", "night, beta"))).isEqualTo(YES);
        assertThat(test(when, hi().header("x-gateway-tags", "eu"))).isEqualTo(YES);
        assertThat(test(when, hi().with("metadata", "{\"tags\":\"a,eu,b\"}"))).isEqualTo(YES);
        assertThat(test(when, hi().header("x-gateway-tags", "beta2,eur"))).isEqualTo(NO);
        assertThat(test(when, hi().header("x-gateway-tags", ""))).isEqualTo(NO);
        assertThat(test(when, hi())).isEqualTo(NO);
        assertThat(test("not: { tags: beta }", hi())).isEqualTo(YES);
    }

    @Test
    void aStarMeansAnyValueAndSlashesAPattern() {
        assertThat(test("header.x-debug: '*'", hi().header("x-debug", "1"))).isEqualTo(YES);
        assertThat(test("header.x-debug: '*'", hi())).isEqualTo(NO);
        assertThat(test("header.user-agent: /^curl/", hi().header("user-agent", "curl/8")))
                .isEqualTo(YES);
        assertThat(test("header.user-agent: /^curl/", hi().header("user-agent", "not curl")))
                .isEqualTo(NO);
        assertThat(test("header.user-agent: /^CURL/i", hi().header("user-agent", "curl/8")))
                .isEqualTo(YES);
    }

    @Test
    void metadataKeyTeamUserAndModelAreSources() {
        Asking asking = hi().with("metadata", "{\"workload\":\"batch\"}")
                .with("user", "\"anna\"")
                .key("ci", "platform")
                .model("auto");
        assertThat(test("metadata.workload: batch", asking)).isEqualTo(YES);
        assertThat(test("metadata.workload: chat", asking)).isEqualTo(NO);
        assertThat(test("metadata.other: batch", asking)).isEqualTo(NO);
        assertThat(test("key: ci", asking)).isEqualTo(YES);
        assertThat(test("key: webshop", asking)).isEqualTo(NO);
        assertThat(test("team: platform", asking)).isEqualTo(YES);
        assertThat(test("team: shop", asking)).isEqualTo(NO);
        assertThat(test("user: anna", asking)).isEqualTo(YES);
        assertThat(test("user: [bert, carl]", asking)).isEqualTo(NO);
        assertThat(test("model: auto", asking)).isEqualTo(YES);
        assertThat(test("model: small", asking)).isEqualTo(NO);
    }

    @ParameterizedTest
    @CsvSource({
        "chat, YES",
        "chat/completions, YES",
        "/v1/chat/completions, YES",
        "chat-completions, YES",
        "embeddings, NO"
    })
    void endpointsAreNamedByPathOrItsFirstPart(String endpoint, Verdict expected) {
        assertThat(test("endpoint: " + endpoint, hi())).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "'please review the governing law', YES",
        "'The GOVERNING\n  Law, of course', YES",
        "'governing laws', NO",
        "'misgoverning law', NO",
        "'indemnity!', YES",
        "'indemnity_clause', NO",
        "'law governing', NO",
    })
    void textFindsWholeWordsAndPhrasesInAnyCase(String text, Verdict expected) {
        assertThat(test("text: [indemnity, \"governing law\"]", Asking.chat(text)))
                .isEqualTo(expected);
    }

    @Test
    void textLooksAtTheLastUserMessageAndSystemAtTheSystemMessages() {
        Asking asking = Asking.chat("first refactor")
                .message("assistant", "sure")
                .message("user", "thanks")
                .message("system", "be brief");
        assertThat(test("text: thanks", asking)).isEqualTo(YES);
        assertThat(test("text: refactor", asking)).isEqualTo(NO);
        assertThat(test("text: brief", asking)).isEqualTo(NO);
        assertThat(test("system: brief", asking)).isEqualTo(YES);
        assertThat(test("system: thanks", asking)).isEqualTo(NO);
        assertThat(test("system: '/be\\s+brief/'", asking)).isEqualTo(YES);
    }

    @Test
    void textPatternsAreFoundAnywhereAndMayStandBesideWords() {
        assertThat(test("text: [hello, '/\\d{3}-\\d{4}/']", Asking.chat("call 555-1234")))
                .isEqualTo(YES);
        assertThat(test("text: [hello, '/\\d{3}-\\d{4}/']", Asking.chat("call 55-1234")))
                .isEqualTo(NO);
    }

    @Test
    void aPatternThatBacktracksElsewhereStaysLinear() {
        String hostile = "a".repeat(30_000) + "!";
        assertThat(test("text: '/^(a+)+$/'", Asking.chat(hostile))).isEqualTo(NO);
    }

    @Test
    void numbersAreCompared() {
        assertThat(test("input_tokens: \"< 300\"", hi().tokens(299))).isEqualTo(YES);
        assertThat(test("input_tokens: \"< 300\"", hi().tokens(300))).isEqualTo(NO);
        assertThat(test("input_tokens: [\"< 10\", \"> 8k\"]", hi().tokens(8_001)))
                .isEqualTo(YES);
        assertThat(test("input_tokens: [\"< 10\", \"> 8k\"]", hi().tokens(100))).isEqualTo(NO);
        assertThat(test("turns: \">= 2\"", hi().message("user", "again"))).isEqualTo(YES);
        assertThat(test("turns: \">= 2\"", hi())).isEqualTo(NO);
        assertThat(test("code: \"> 50%\"", hi().code(0.6))).isEqualTo(YES);
        assertThat(test("code: \"> 50%\"", hi().code(0.4))).isEqualTo(NO);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tools | tools | [{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]",
                "schema | response_format | {\"type\":\"json_schema\",\"json_schema\":{\"name\":\"s\",\"schema\":{}}}",
                "stream | stream | true",
                "images | messages | [{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"x\"}}]}]",
                "audio | messages | [{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"x\"}}]}]",
            })
    void flagsSayWhatTheRequestHas(String flag, String field, String json) {
        assertThat(test(flag + ": true", hi().with(field, json))).isEqualTo(YES);
        assertThat(test(flag + ": true", hi())).isEqualTo(NO);
        assertThat(test(flag + ": false", hi().with(field, json))).isEqualTo(NO);
        assertThat(test(flag + ": false", hi())).isEqualTo(YES);
    }

    @Test
    void anAbstainingSignalMatchesNeitherAConditionNorItsOpposite() {
        assertThat(test("language: [en, de]", hi().language("de"))).isEqualTo(YES);
        assertThat(test("language: [en, de]", hi().language("fr"))).isEqualTo(NO);
        assertThat(test("language: [en, de]", hi())).isEqualTo(ABSTAINED);
        assertThat(test("not: { language: en }", hi().language("en"))).isEqualTo(NO);
        assertThat(test("not: { language: en }", hi().language("fr"))).isEqualTo(YES);
        assertThat(test("not: { language: en }", hi())).isEqualTo(ABSTAINED);
        assertThat(test("{ language: en, stream: true }", hi())).isEqualTo(NO);
        assertThat(test("any: [{ language: en }, { stream: false }]", hi())).isEqualTo(YES);
    }

    @Test
    void allKeysAreNeededAndListsNest() {
        assertThat(test("{ key: ci, stream: false }", hi())).isEqualTo(YES);
        assertThat(test("{ key: ci, stream: true }", hi())).isEqualTo(NO);
        assertThat(test("any: [{ key: other }, { all: [{ key: ci }, { not: { stream: true } }] }]", hi()))
                .isEqualTo(YES);
        assertThat(test("any: [{ key: other }, { stream: true }]", hi())).isEqualTo(NO);
        assertThat(test("all: [{ key: ci }, { stream: true }]", hi())).isEqualTo(NO);
        assertThat(test("not: [{ key: other }, { stream: true }]", hi())).isEqualTo(YES);
        assertThat(test("not: [{ key: ci }, { stream: true }]", hi())).isEqualTo(NO);
    }

    @ParameterizedTest
    @CsvSource({
        // Berlin is one hour ahead of UTC in winter, two in summer
        "2026-01-15T20:59:59Z, NO",
        "2026-01-15T21:00:00Z, YES",
        "2026-01-16T02:00:00Z, YES",
        "2026-01-16T04:59:59Z, YES",
        "2026-01-16T05:00:00Z, NO",
        "2026-07-15T20:00:00Z, YES",
        "2026-07-15T19:59:59Z, NO",
    })
    void hoursWrapMidnightInTheirZone(String at, Verdict expected) {
        assertThat(test("time: \"22:00-06:00 Europe/Berlin\"", hi().at(at))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-15T08:59:59Z, NO",
        "2026-01-15T09:00:00Z, YES",
        "2026-01-15T17:29:59Z, YES",
        "2026-01-15T17:30:00Z, NO"
    })
    void hoursWithoutAZoneAreUtcAndEndExclusive(String at, Verdict expected) {
        assertThat(test("time: \"9:00-17:30\"", hi().at(at))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // 2026-03-02 is a Monday
                "[mon, tue] | 2026-03-03T12:00:00Z | YES",
                "[mon, tue] | 2026-03-04T12:00:00Z | NO",
                "sat-mon | 2026-03-01T12:00:00Z | YES",
                "sat-mon | 2026-03-02T12:00:00Z | YES",
                "sat-mon | 2026-03-03T12:00:00Z | NO",
                "{ days: monday, zone: Asia/Tokyo } | 2026-03-01T15:00:00Z | YES",
                "{ days: monday, zone: Asia/Tokyo } | 2026-03-02T15:00:00Z | NO",
                "thu | 1969-12-25T00:00:00Z | YES",
            })
    void weekdaysAreTakenInTheirZone(String days, String at, Verdict expected) {
        assertThat(test("weekday: " + days, hi().at(at))).isEqualTo(expected);
    }

    @Test
    void aShareByUserIsStableAndAsLargeAsItSays() {
        String when = "{ share: 20%, by: user }";
        int chosen = 0;
        Condition condition = parsed(when, new ConditionParser());
        for (int i = 0; i < 2_000; i++) {
            Asking asking = hi().with("user", "\"user-" + i + "\"");
            Verdict first = of(condition, asking.draw(0.1));
            assertThat(of(condition, asking.draw(0.9))).isEqualTo(first);
            chosen += first == YES ? 1 : 0;
        }
        assertThat(chosen / 2_000.0).isCloseTo(0.2, within(0.03));
    }

    @Test
    void aShareWithoutAnIdFallsToTheDraw() {
        Random random = new Random(7);
        Condition condition = parsed("{ share: 5%, by: header.x-session-id }", new ConditionParser());
        int chosen = 0;
        for (int i = 0; i < 2_000; i++) {
            chosen += of(condition, hi().draw(random.nextDouble())) == YES ? 1 : 0;
        }
        assertThat(chosen / 2_000.0).isCloseTo(0.05, within(0.015));
        assertThat(test("share: 0%", hi())).isEqualTo(NO);
        assertThat(test("share: 100%", hi())).isEqualTo(YES);
    }

    private static Asking hi() {
        return Asking.chat("hi there");
    }

    private static Verdict test(String when, Asking asking) {
        ConditionParser parser = new ConditionParser();
        Condition condition = parsed(when, parser);
        return condition.test(new Situation(asking.context(), parser.ofText(), parser.ofSystem()));
    }

    private static Condition parsed(String when, ConditionParser parser) {
        Yaml yaml = Yaml.of(when);
        Condition condition = parser.parse(yaml.node(), "a-rule");
        assertThat(yaml.problems()).isEmpty();
        return condition;
    }

    /** For conditions that search no text. */
    private static Verdict of(Condition condition, Asking asking) {
        ConditionParser parser = new ConditionParser();
        return condition.test(new Situation(asking.context(), parser.ofText(), parser.ofSystem()));
    }
}
