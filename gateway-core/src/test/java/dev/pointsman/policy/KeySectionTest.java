package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.access.KeyHash;
import dev.pointsman.access.KeySettings;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.routing.Asking;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The policy's {@code keys}: what is read, what is refused, and what single keys override, by the policy's own tests. */
class KeySectionTest {
    private static final String ONE = "a".repeat(64);
    private static final String TWO = "b".repeat(64);
    private static final String OLD = "c".repeat(64);

    @Test
    void aKeyIsReadWithAllItSays() {
        KeySettings key = only(
                "{ name: ci, hash: [\"sha256:%s\", \"sha256:%s\"], rotated: { hash: \"sha256:%s\", until: 2026-12-24 }, team: red,"
                                .formatted(ONE, TWO, OLD)
                        + " tags: [beta, batch], models: [small], expires: \"2027-01-31T18:00:00+01:00\", disabled: true, fallback: false }");

        assertThat(key.hashes())
                .containsExactly(
                        new KeyHash(ONE, null),
                        new KeyHash(TWO, null),
                        new KeyHash(OLD, Instant.parse("2026-12-25T00:00:00Z")));
        assertThat(key.traits().tags()).containsExactlyInAnyOrder("beta", "batch");
        assertThat(key.traits().fallback()).isFalse();
        assertThat(key.expires()).isEqualTo("2027-01-31T17:00:00Z");
        assertThat(key.disabled()).isTrue();
    }

    @Test
    void aKeyThatSaysLittleHasNoEndAndMayFallBack() {
        KeySettings key = only("{ name: ci, hash: \"sha256:" + ONE + "\" }");

        assertThat(key.expires()).isNull();
        assertThat(key.disabled()).isFalse();
        assertThat(key.traits().fallback()).isTrue();
        assertThat(key.traits().tags()).isEmpty();
    }

    @Test
    void tagsMayBeWrittenAsAMap() {
        KeySettings key = only("{ name: ci, hash: \"sha256:" + ONE + "\", tags: { stage: prod, area: [shop, mail] } }");

        assertThat(key.traits().tags()).containsExactlyInAnyOrder("stage=prod", "area=shop", "area=mail");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "expires: soon | expected a day such as 2027-01-31, or a moment such as 2027-01-31T18:00:00Z but found \"soon\"",
                "expires: \"2027-01-31T18:00:00\" | expected a day such as 2027-01-31",
                "rotated: { until: 2027-01-31 } | missing key \"hash\"",
                "rotated: { hash: x, until: 2027-01-31 } | expected \"sha256:\" and 64 hex digits",
                "max_cost: much | expected US dollars a request may be expected to cost, such as 0.05",
                "max_cost: -1 | expected US dollars a request may be expected to cost, such as 0.05",
                "score: cheep | unknown score \"cheep\" (did you mean \"cheap\"?)",
                "only: { providers: loca } | unknown provider \"loca\" (did you mean \"local\"?)",
                "fallback: perhaps | expected true or false but found \"perhaps\"",
                "tag: beta | unknown key \"tag\" (did you mean \"tags\"?)",
            })
    void aMistakeIsToldWhereItStands(String entry, String message) {
        assertThat(Policies.problems(policy("{ name: ci, hash: \"sha256:" + ONE + "\", " + entry + " }", "")))
                .singleElement()
                .asString()
                .contains("keys[0]")
                .contains(message);
    }

    @Test
    void oneValueIsOfOneKey() {
        String key = "{ name: %s, hash: [\"sha256:" + ONE + "\", \"sha256:%s\"] }";

        assertThat(Policies.problems(policy(key.formatted("ci", TWO) + ", " + key.formatted("cd", OLD), "")))
                .singleElement()
                .asString()
                .contains("keys[1]: another key has the same hash");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ given: { text: hi there, key: eu },                        expect: { provider: local, reason: \"key eu: only providers local\" } }",
                "{ given: { text: hi there, key: eu, model: large },          expect: { error: no_eligible_model } }",
                "{ given: { text: hi there, key: eu, down: [local] },         expect: { error: no_eligible_model } }",
                "{ given: { text: write, key: cheap },                        expect: { model: small, reason: \"key cheap: score cheap\" } }",
                "{ given: { text: write },                                    expect: { model: large, rule: everything-else } }",
                "{ given: { text: write, key: cheap, model: large },          expect: { model: large } }",
                "{ given: { text: write, key: cheap, header.x-region: eu },   expect: { provider: local, reason: eu-stays-local } }",
                "{ given: { text: write, key: poor, max_tokens: 100 },        expect: { model: small } }",
                "{ given: { text: write, key: poor, model: large },           expect: { error: no_eligible_model } }",
                "{ given: { text: tagged, key: tagged },                      expect: { rule: by-tag, model: small } }",
                "{ given: { text: tagged, key: poor, metadata.tags: beta },   expect: { rule: everything-else } }",
            })
    void whatAKeyOverridesTightensAndBinds(String test) {
        String keys = """
                { name: eu, hash: "sha256:%s", only: { providers: local } },
                  { name: cheap, hash: "sha256:%s", score: cheap },
                  { name: poor, hash: "sha256:%s", max_cost: 0.001 },
                  { name: tagged, hash: "sha256:%s", tags: { stage: beta } }
                """.formatted(ONE, TWO, OLD, "d".repeat(64));

        assertThat(Policies.problems(policy(keys, test))).isEmpty();
    }

    @Test
    void aNextPolicyOfARolloutIsHeldToWhatTheRunningOnesKeysOverride() {
        Policy running =
                Policies.load(policy("{ name: ci, hash: \"sha256:" + ONE + "\", only: { providers: local } }", ""));
        Policy next = Policies.load(Policies.BASE);

        var decision =
                next.heldTo(running).routerChain().route(Asking.chat("write").context());

        assertThat(decision.candidates())
                .flatExtracting(candidate -> candidate.deployments())
                .extracting(Deployment::provider)
                .containsOnly("local");
    }

    private static KeySettings only(String key) {
        List<KeySettings> keys = Policies.load(policy(key, "")).keys();
        assertThat(keys).hasSize(1);
        return keys.get(0);
    }

    private static String policy(String keys, String test) {
        String rule = "  - { name: by-tag, when: { key_tags: stage=beta, text: tagged }, then: { use: small } }\n";
        return Policies.BASE.replace("  - name: everything-else", rule + "  - name: everything-else")
                + "keys: [" + keys + "]\n"
                + (test.isEmpty() ? "" : "tests: [" + test + "]\n");
    }
}
