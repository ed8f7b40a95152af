package dev.pointsman.policy.random;

import static dev.pointsman.policy.random.Dice.map;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Random {@code tests} of a policy. What each expects mostly holds unless the request is refused. */
final class RandomTests {
    private final Dice dice;
    private final RandomModels models;
    private final List<String> scores;
    private final List<String> keys;
    private final List<String> rules;

    /**
     * @param scores names of scores there are
     * @param keys names of keys there are
     * @param rules names of rules there are
     */
    RandomTests(Dice dice, RandomModels models, List<String> scores, List<String> keys, List<String> rules) {
        this.dice = dice;
        this.models = models;
        this.scores = List.copyOf(scores);
        this.keys = List.copyOf(keys);
        this.rules = List.copyOf(rules);
    }

    List<Object> tests() {
        List<Object> tests = new ArrayList<>();
        if (dice.chance(0.1)) {
            tests.add(map("given", map("model", "nobody"), "expect", map("error", "model_not_found")));
        }
        for (int i = dice.between(1, 2); i > 0; i--) {
            Map<String, Object> given = map("text", dice.of(Vocabulary.WORDS));
            for (int more = dice.between(1, 3); more > 0; more--) {
                given.putAll(dice.of(who(), what(), told(), world()));
            }
            tests.add(map("given", given, "expect", expect()));
        }
        return tests;
    }

    private Map<String, Object> who() {
        return dice.of(
                map("header.x-region", dice.of(Vocabulary.VALUES)),
                map("metadata.workload", dice.of(Vocabulary.VALUES)),
                map("user", "ada", "team", dice.of(Vocabulary.TEAMS)),
                keys.isEmpty() ? map("user", "ben") : map("key", dice.of(keys)),
                map("model", dice.of(models.models())));
    }

    private Map<String, Object> what() {
        String yes = dice.of("true", "true", "false");
        return dice.of(
                map("tools", yes),
                map("tools", "true", "parallel_tools", yes),
                map(dice.of("schema", "images", "audio", "files", "logprobs"), yes),
                map("stream", yes, "max_tokens", "100"),
                map("system", "be brief", "choices", dice.of("1", "3")),
                map("endpoint", dice.of("chat/completions", "messages", "responses")),
                map("turns", "3"));
    }

    private Map<String, Object> told() {
        return dice.of(
                map("input_tokens", "300", "language", "de"),
                map("task", dice.of(Vocabulary.TASKS), "difficulty", dice.of("0.1", "0.9")),
                map("time", "23:30 Europe/Berlin", "weekday", "sat"),
                map("draw", "0.25"));
    }

    private Map<String, Object> world() {
        String deployment = dice.of(models.deployments());
        return dice.of(
                map("down", deployment),
                map("slow", dice.of(List.of(deployment), map(deployment, "8s"))),
                map("over_budget", scores.isEmpty() || dice.chance(0.5) ? "true" : dice.oneOrSome(scores, 2)),
                map("session", remembered(deployment)));
    }

    private Map<String, Object> remembered(String deployment) {
        Map<String, Object> remembered = map("model", dice.of(models.models()));
        if (dice.chance(0.6)) {
            remembered.putAll(map("deployment", deployment, "tokens", dice.of("0", "2k")));
        }
        if (dice.chance(0.5)) {
            remembered.put("tool_result", dice.of("true", "false"));
        }
        return remembered;
    }

    private Map<String, Object> expect() {
        Map<String, Object> expect = new LinkedHashMap<>();
        expect.put("model", models.models());
        expect.put("models", dice.of(models.models()));
        expect.put("deployment", models.deployments());
        expect.put("provider", models.providers());
        expect.put("providers_not", dice.of(models.providers()));
        expect.put("model_not", dice.of(models.models()));
        expect.put("rule", rules);
        expect.put("reason", dice.of("rule", "rest"));
        Set<String> likely = Set.of("model", "deployment", "provider");
        expect.keySet().removeIf(key -> dice.chance(likely.contains(key) ? 0.5 : 0.9));
        expect.values().removeIf(List.of()::equals);
        expect.putIfAbsent("model", models.models());
        return expect;
    }
}
