package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTestsTest {
    private static final int LINE = (int) Policies.BASE.lines().count() + 1;
    private static final String FAST = """
            version: 1
            providers: { local: { type: fake }, cloud: { type: fake, url: "https://cloud.example/v1", key: $TOKEN } }
            models: { quick: local/q, large: cloud/l }
            rules: [ { name: all, then: { score: fast } } ]
            scores: { fast: { weights: { first_token: 1 } } }
            """;
    private static final String KEYS =
            "keys: [{ name: ci, hash: \"sha256:" + "ab".repeat(32) + "\", team: dev, models: [small] }]\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "given: { text: \"hi there\" }, expect: { rule: small-talk, model: small, models: [small], deployment: local/s, provider: local }",
                "given: { text: \"explain this\" }, expect: { rule: everything-else, model: large, models: [large, small], deployment: cloud/l }",
                "given: { text: hello, header.x-region: eu }, expect: { providers_not: [cloud], model_not: large, deployment: local/s }",
                "given: { text: \"hi there\", down: [local] }, expect: { deployment: cloud/s }",
                "given: { text: \"hi there\", down: local/s }, expect: { provider: cloud }",
                "given: { text: \"hi there\", tools: true }, expect: { rule: everything-else }",
                "given: { text: \"hi there\", input_tokens: 400 }, expect: { rule: everything-else }",
                "given: { input_tokens: 9k }, expect: { model: large, model_not: small }",
                "given: { images: true }, expect: { model: small }",
                "given: { model: small, input_tokens: 9k }, expect: { error: context_length_exceeded }",
                "given: { model: nobody }, expect: { error: model_not_found }",
                "given: { model: auto:cheap, text: x }, expect: { model: small }",
                "given: { model: cloud/s }, expect: { deployment: cloud/s }",
                "given: { model: large, key: ci }, expect: { error: model_not_allowed }",
                "given: { key: ci, text: x }, expect: { model: small }",
            })
    void aTestThatHoldsLetsThePolicyLoad(String test) {
        assertThat(Policies.problems(Policies.BASE + KEYS + "tests: [{ " + test + " }]\n"))
                .isEmpty();
    }

    /** A word of 6 tokens, which the estimate takes for 4; the frame has 7. */
    @Test
    void aTestCountsAsTheModelDoesUnlessItGivesTheTokens() {
        String counted = Policies.BASE.replace("context: 8k", "context: 12\n    tokens: o200k");
        String word = "tests: [{ given: { model: small, text: antidisestablishmentarianism";

        assertThat(Policies.problems(counted + word + " }, expect: { error: context_length_exceeded } }]\n"))
                .isEmpty();
        assertThat(Policies.problems(counted + word + ", input_tokens: 12 }, expect: { model: small } }]\n"))
                .isEmpty();
        assertThat(Policies.problems(counted.replace("tokens: o200k", "tokens: estimate") + word
                        + " }, expect: { model: small } }]\n"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "given: { text: x }, expect: { model: quick, reason: \"score fast: ranked\" }",
                "given: { text: x, slow: { quick: 8s } }, expect: { model: large }",
                "given: { text: x, slow: [quick] }, expect: { model: large }",
                "given: { text: x, slow: local }, expect: { model: large }",
                "given: { text: x, slow: { local/q: 100ms, cloud/l: 1s } }, expect: { model: quick }",
                "given: { text: x, slow: { large: 40s, quick: 20s } }, expect: { model: quick }",
            })
    void whatIsSlowLosesItsPlace(String test) {
        assertThat(Policies.problems(FAST + "tests: [{ " + test + " }]\n")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "slow: [quik] | unknown provider, model or deployment \"quik\" (did you mean \"quick\"?)",
                "slow: { quik: 8s } | unknown provider, model or deployment \"quik\" (did you mean \"quick\"?)",
                "over_budget: [fst] | unknown score, key or limit \"fst\" (did you mean \"fast\"?)",
            })
    void aNameThatIsNotInThePolicyIsAProblemAtItsPlace(String given, String problem) {
        assertThat(Policies.problems(FAST + "tests: [{ given: { text: x, " + given + " }, expect: { rule: all } }]\n"))
                .singleElement()
                .asString()
                .endsWith(problem);
    }

    @Test
    void aReasonThatIsMissingIsToldWithThoseThereAre() {
        assertThat(Policies.problems(FAST + "tests: [{ given: { text: x }, expect: { reason: \"no such words\" } }]\n"))
                .singleElement()
                .asString()
                .contains("expected a reason with \"no such words\" but the decision is \"rules: rule all: score fast");
    }

    @Test
    void overBudgetTheWeightOfCostIsAtItsMost() {
        var root = dev.pointsman.config.Yaml.of("{ over_budget: true }").node();
        Given.World all = Given.World.from(root, known());
        Given.World none = Given.World.from(
                dev.pointsman.config.Yaml.of("{ over_budget: false }").node(), known());
        Given.World some = Given.World.from(
                dev.pointsman.config.Yaml.of("{ over_budget: [fast] }").node(), known());
        var catalog = Policies.load(FAST).catalog();

        assertThat(all.live(catalog).value(dev.pointsman.routing.facts.Figure.COST_WEIGHT, "any", null))
                .isEqualTo(100_000);
        assertThat(some.live(catalog).value(dev.pointsman.routing.facts.Figure.COST_WEIGHT, "fast", null))
                .isEqualTo(100_000);
        assertThat(some.live(catalog).value(dev.pointsman.routing.facts.Figure.COST_WEIGHT, "other", null))
                .isNaN();
        assertThat(none.live(catalog).value(dev.pointsman.routing.facts.Figure.COST_WEIGHT, "fast", null))
                .isNaN();
        assertThat(all.live(catalog).value(dev.pointsman.routing.facts.Figure.FIRST_TOKEN, "local/q", null))
                .isNaN();
    }

    @Test
    void overBudgetTheCheapestWinsAndRulesThatAskForTheSpendHold() {
        String policy = """
                version: 1
                providers: { local: { type: fake } }
                models:
                  cheap: { at: local/c, price: { in: 1, out: 1 }, quality: 0.4 }
                  good: { at: local/g, price: { in: 9, out: 9 }, quality: 0.9 }
                rules:
                  - { name: spent, when: { spend_used: ">= 1", header.x-hard: "*" }, then: { use: cheap, name: hard } }
                  - { name: all, then: { score: best } }
                scores: { best: { weights: { quality: 5, cost: 1 }, spend: { target: 5/day } } }
                tests:
                  - { given: { text: x }, expect: { model: good } }
                  - { given: { text: x, over_budget: true }, expect: { model: cheap, rule: all } }
                  - { given: { text: x, over_budget: [best] }, expect: { model: cheap, rule: all } }
                  - { given: { text: x, header.x-hard: yes, over_budget: true }, expect: { model: cheap, rule: spent } }
                """;

        assertThat(Policies.problems(policy)).isEmpty();
    }

    private static KnownInTests known() {
        Policy policy = Policies.load(FAST);
        return new KnownInTests(
                policy.catalog(),
                List.of("local"),
                List.of(),
                policy.scores().keySet(),
                List.of(),
                policy.keys(),
                false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ rule: everything-else } | 56: tests[0].expect.rule: expected rule \"everything-else\" but the decision is \"small\" (rule small-talk)",
                "{ model: large } | 57: tests[0].expect.model: expected model \"large\" but the decision is \"small\" (rule small-talk)",
                "{ models: [small, large] } | 58: tests[0].expect.models: expected models \"small\", \"large\" but the decision is \"small\" (rule small-talk)",
                "{ deployment: cloud/s } | 62: tests[0].expect.deployment: expected deployment \"cloud/s\" but the decision is \"local/s\" (rule small-talk)",
                "{ provider: cloud } | 60: tests[0].expect.provider: expected provider \"cloud\" but the decision is \"local\" (rule small-talk)",
                "{ providers_not: [cloud] } | 65: tests[0].expect.providers_not: expected no provider \"cloud\" but the decision is \"local\", \"cloud\" (rule small-talk)",
                "{ model_not: small } | 61: tests[0].expect.model_not: expected no model \"small\" but the decision is \"small\" (rule small-talk)",
                "{ error: model_not_found } | 57: tests[0].expect.error: expected error \"model_not_found\" but the decision is \"small\" (rule small-talk)",
            })
    void aTestThatFailsBlocksTheLoadAtItsPlace(String expect, String problem) {
        assertThat(Policies.problems(
                        Policies.BASE + "tests: [{ given: { text: \"hi there\" }, expect: " + expect + " }]\n"))
                .containsExactly("test.yaml:" + LINE + ":" + problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "given: { model: auto:cheap, text: x }, expect: { model: small, deployment: local/s }",
                "given: { model: auto:cheap, text: x, session: { model: large } }, expect: { model: small }",
                "given: { model: auto:even, text: x }, expect: { model: large }",
                "given: { model: auto:even, text: x, session: { model: small } }, expect: { models: [small, large] }",
                "given: { model: auto:even, text: x, session: { model: small, deployment: cloud/s, tokens: 5k } }, expect: { deployment: local/s }",
                "given: { model: auto:cheap, text: x, session: { model: large, tool_result: true } }, expect: { model: large }",
                "given: { text: \"hi there\", session: { model: large } }, expect: { rule: small-talk, model: small }",
            })
    void aRememberedConversationIsPartOfATest(String test) {
        String policy = Policies.BASE + "  even: { weights: { quality: 1.2, price_in: 1 } }\nsession: {}\n";

        assertThat(Policies.problems(policy + "tests: [{ " + test + " }]\n")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "session: { margin: 0 } | session: { model: lage } | tests[0].given.session.model: unknown model \"lage\" (did you mean \"large\"?)",
                "session: {} | session: { deployment: cloud/l } | tests[0].given.session: missing key \"model\"",
                "session: {} | session: { model: large, tokens: 5k } | tests[0].given.session: expected \"deployment\" beside it: where they are warm",
                "session: {} | session: { model: large, deployment: cloud/x } | tests[0].given.session.deployment: unknown deployment \"cloud/x\" (did you mean \"cloud/l\"?)",
                "strict: false | session: { model: large } | tests[0].given.session: nothing is remembered of conversations: the policy has no section \"session\"",
            })
    void aMistakeInARememberedConversationIsTold(String section, String given, String problem) {
        assertThat(Policies.problems(Policies.BASE + section + "\ntests: [{ given: { " + given
                        + " }, expect: { model: large } }]\n"))
                .singleElement()
                .asString()
                .endsWith(": " + problem);
    }

    @Test
    void aRequestThatFailsIsToldWithItsMessage() {
        assertThat(Policies.problems(Policies.BASE + "tests: [{ given: { model: lage }, expect: { model: large } }]\n"))
                .containsExactly(
                        "test.yaml:" + LINE + ":52: tests[0].expect.model: expected model \"large\" but the request"
                                + " fails: the model \"lage\" does not exist; near names: large");
    }

    @Test
    void anotherErrorThanExpectedIsTold() {
        assertThat(Policies.problems(
                        Policies.BASE + "tests: [{ given: { model: lage }, expect: { error: overloaded } }]\n"))
                .containsExactly("test.yaml:" + LINE
                        + ":52: tests[0].expect.error: expected error \"overloaded\" but the error is"
                        + " \"model_not_found\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "given: { text: x } | tests[0]: missing key \"expect\"",
                "given: { text: x }, expect: {} | tests[0].expect: expected at least one of rule, model, models, deployment, provider, providers_not, model_not, error, reason",
                "given: { down: [lokal] }, expect: { model: small } | tests[0].given.down[0]: unknown provider, model or deployment \"lokal\" (did you mean \"local\"?)",
                "given: { key: me }, expect: { model: small } | tests[0].given.key: unknown key \"me\"",
                "given: { endpoint: chats }, expect: { model: small } | tests[0].given.endpoint: expected one of chat/completions, responses, messages, messages/count_tokens, completions, embeddings, rerank, moderations, images/generations, audio/speech but found \"chats\"",
                "given: { choices: 200 }, expect: { model: small } | tests[0].given: no client could send this: Invalid 'n': integer above maximum value. Expected a value <= 128.",
                "given: { time: noon }, expect: { model: small } | tests[0].given.time: expected a time such as \"23:30 Europe/Berlin\" or 2026-01-05T23:30:00+01:00 but found \"noon\"",
                "given: { weekday: someday }, expect: { model: small } | tests[0].given.weekday: expected a day such as mon or tuesday but found \"someday\"",
                "given: { draw: 1 }, expect: { model: small } | tests[0].given.draw: expected a number from 0 to 0.999999 but found \"1\"",
                "given: {}, expect: { modle: small } | tests[0].expect: unknown key \"modle\" (did you mean \"model\"?)",
            })
    void aMistakeInATestIsToldWithItsPlace(String test, String problem) {
        assertThat(Policies.problems(Policies.BASE + "tests: [{ " + test + " }]\n"))
                .first()
                .asString()
                .endsWith(": " + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "metadata.workload: batch | { metadata.workload: batch }",
                "team: dev | { team: dev }",
                "team: dev | { key: ci }",
                "user: ann | { user: ann }",
                "stream: true | { stream: true }",
                "schema: true | { schema: true }",
                "images: true | { images: true }",
                "audio: true | { audio: true }",
                "turns: \">= 4\" | { turns: 5, system: be brief }",
                "system: [brief] | { system: be brief }",
                "language: de | { language: de }",
                "endpoint: embeddings | { endpoint: embeddings }",
                "endpoint: completions | { endpoint: completions }",
                "endpoint: rerank | { endpoint: rerank, text: which }",
                "text: [which] | { endpoint: /v1/rerank, text: which }",
                "endpoint: audio/speech | { endpoint: audio/speech }",
                "time: \"22:00-06:00 Europe/Berlin\" | { time: \"22:30 Europe/Berlin\" }",
                "time: \"22:00-06:00 Europe/Berlin\" | { time: 2026-01-05T22:30:00Z }",
                "weekday: [sat, sun] | { weekday: saturday }",
            })
    void whatATestGivesReachesTheConditions(String when, String given) {
        String rules = "rules: [{ name: here, when: { " + when
                + " }, then: { use: small } }, { name: other, then: { use: [small] } }]\n";
        String text = Policies.BASE.substring(0, Policies.BASE.indexOf("rules:")) + rules + KEYS + "tests:\n"
                + "  - { given: " + given + ", expect: { rule: here } }\n"
                + "  - { given: { draw: 0.9 }, expect: { rule: other } }\n";

        assertThat(Policies.problems(text)).isEmpty();
    }

    @Test
    void theDrawOfATestDecidesShares() {
        String rules =
                "rules: [{ name: some, when: { share: 50% }, then: { use: small } }, { name: rest, then: { use: large } }]\n";
        StringBuilder text =
                new StringBuilder(Policies.BASE.substring(0, Policies.BASE.indexOf("rules:")) + rules + "tests:\n");
        for (int i = 0; i < 10; i++) {
            text.append("  - { given: { draw: 0.%d }, expect: { rule: some } }\n".formatted(i));
        }

        assertThat(Policies.problems(text.toString()))
                .hasSizeBetween(1, 9)
                .isEqualTo(Policies.problems(text.toString()));
    }
}
