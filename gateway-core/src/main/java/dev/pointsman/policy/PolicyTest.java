package dev.pointsman.policy;

import dev.pointsman.config.ConfigNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the policy's {@code tests}: a request, and what the policy must decide for it.
 *
 * @param node the whole entry, for problems
 */
record PolicyTest(ConfigNode node, Given given, List<Expectation> expect) {
    /** What {@code expect} can ask for. */
    enum Fact {
        /** Name of the rule that ended the decision. */
        RULE("rule", "rule"),
        /** The first model. */
        MODEL("model", "model"),
        /** All candidates, best first. */
        MODELS("models", "models"),
        /** The first deployment of the first model. */
        DEPLOYMENT("deployment", "deployment"),
        PROVIDER("provider", "provider"),
        /** Providers none of whose deployments is left. */
        PROVIDERS_NOT("providers_not", "no provider"),
        MODEL_NOT("model_not", "no model"),
        /** {@code error.code} of the answer, or its type. */
        ERROR("error", "error"),
        /** Words in one of the reasons. */
        REASON("reason", "a reason with");

        private final String key;
        private final String words;

        Fact(String key, String words) {
            this.key = key;
            this.words = words;
        }

        /** As a problem says it. */
        String words() {
            return words;
        }

        private static String[] keys() {
            return Arrays.stream(values()).map(fact -> fact.key).toArray(String[]::new);
        }
    }

    /** One key of {@code expect}; {@code node} holds its place. */
    record Expectation(Fact fact, List<String> values, ConfigNode node) {}

    PolicyTest {
        expect = List.copyOf(expect);
    }

    static PolicyTest from(ConfigNode node, KnownInTests known) {
        node.onlyKeys("given", "expect");
        ConfigNode given = node.required("given");
        ConfigNode expect = node.required("expect");
        return new PolicyTest(
                node, given == null ? Given.NOTHING : Given.from(given, known), expectations(expect, known));
    }

    private static List<Expectation> expectations(@Nullable ConfigNode expect, KnownInTests known) {
        if (expect == null) {
            return List.of();
        }
        expect.onlyKeys(Fact.keys());
        Map<Fact, Expectation> found = new LinkedHashMap<>();
        for (Fact fact : Fact.values()) {
            ConfigNode value = expect.isMap() ? expect.at(fact.key) : null;
            if (value != null) {
                value.itemsOrSelf().forEach(item -> known.check(fact, item));
                found.put(fact, new Expectation(fact, value.texts(), value));
            }
        }
        if (expect.isMap() && expect.entries().isEmpty()) {
            expect.problem("expected at least one of " + String.join(", ", Fact.keys()));
        }
        return List.copyOf(found.values());
    }
}
