package dev.pointsman.policy.random;

import static dev.pointsman.policy.random.Dice.map;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A random policy of the whole language, as a tree of maps, lists, texts and null. Most of them load. */
public final class RandomPolicy {
    private final Dice dice;
    private final RandomModels models;
    private final List<String> scores;
    private final List<Object> keys = new ArrayList<>();

    private RandomPolicy(Dice dice) {
        this.dice = dice;
        this.models = new RandomModels(dice);
        this.scores = dice.chance(0.2) ? List.of() : dice.some(List.of("cheap", "best", "balanced-2"), 3);
    }

    public static Map<String, Object> tree(Dice dice) {
        return new RandomPolicy(dice).tree();
    }

    private Map<String, Object> tree() {
        Map<String, Object> sections = new LinkedHashMap<>();
        RandomRules rules = new RandomRules(dice, models, scores);
        sections.put("providers", models.providerEntries());
        sections.put("models", models.modelEntries());
        sections.put("prices", models.prices());
        List<Object> listed = rules.rules();
        sections.put("rules", listed);
        sections.put("scores", rules.scores());
        if (dice.chance(0.3)) {
            keys(rules);
            sections.put("keys", keys);
        }
        RandomRunning running = new RandomRunning(dice, models.models());
        sections.put("server", running.server(keys.isEmpty()));
        sections.put("reliability", running.reliability());
        sections.put("version", "1");
        sections.put("tasks", tasks());
        sections.put("session", running.session());
        sections.put("levels", Vocabulary.LEVELS);
        sections.put("feedback", running.feedback());
        if (dice.chance(0.3)) {
            sections.put("rollout", running.rollout());
        }
        sections.put(
                "report",
                running.report(
                        dice.chance(0.1)
                                ? RandomRules.holdOut(listed, models.models().get(0))
                                : null));
        sections.put("cache", new RandomCache(dice, new RandomConditions(dice, models.models())).section());
        sections.put("limits", new RandomLimits(dice, models).section());
        sections.put("guardrails", new RandomGuardrails(dice).section());
        sections.put("overload", new RandomLimits(dice, models).overload());
        sections.put("strict", dice.of("true", "false"));
        sections.put("storage", running.storage(new RandomConditions(dice, models.models())));
        sections.put("telemetry", running.telemetry(new RandomConditions(dice, models.models())));
        sections.put("chain", chain());
        if (dice.chance(0.3)) {
            sections.put("tests", new RandomTests(dice, models, scores, names(keys), names(listed)).tests());
        }
        return dealt(sections);
    }

    /** In any order; what may be left out is, more often than not. */
    private Map<String, Object> dealt(Map<String, Object> sections) {
        List<String> always = List.of("providers", "models", "rules", "scores", "keys", "tests", "tasks");
        Map<String, Object> dealt = new LinkedHashMap<>();
        for (String section : dice.<String>some(List.copyOf(sections.keySet()), sections.size())) {
            if (always.contains(section) || dice.chance(0.4)) {
                dealt.put(section, sections.get(section));
            }
        }
        for (String section : always) {
            if (sections.containsKey(section)) {
                dealt.putIfAbsent(section, sections.get(section));
            }
        }
        RandomCache.fit(dealt);
        return dealt;
    }

    /** The labels that conditions ask for. */
    private Map<String, Object> tasks() {
        Map<String, Object> labels = new LinkedHashMap<>();
        for (String task : Vocabulary.TASKS) {
            Map<String, Object> label = map("words", dice.oneOrSome(Vocabulary.WORDS, 3));
            if (dice.chance(0.05)) {
                label.put("like", List.of("fix this function", dice.of(Vocabulary.WORDS)));
            }
            labels.put(task, label);
        }
        Map<String, Object> tasks = map("labels", labels);
        if (dice.chance(0.3)) {
            tasks.put("min_confidence", dice.of("0.6", "1", "0"));
            tasks.put("budget", dice.of("10ms", "1s"));
        }
        if (dice.chance(0.1)) {
            tasks.put("ask", dice.of(models.models()));
        } else if (dice.chance(0.1)) {
            tasks.put("encoder", dice.of("hashed", map("embeddings", dice.of(models.models()))));
        } else if (dice.chance(0.02)) {
            tasks.put("encoder", map("onnx", "encoder.onnx", "vocab", "vocab.txt"));
        }
        return dice.chance(0.01) ? map("model", "tasks.router") : tasks;
    }

    private List<Object> chain() {
        List<Object> plugIns = List.of("turned", map("type", "turned", "by", dice.of("1", "2")));
        return dice.of(
                List.of("capability", "rules", "score", "session", "balance"),
                List.of("rules", "score"),
                List.of("capability", "rules", dice.of(plugIns), "score", "balance"));
    }

    /** What may be said of a key beside who it is. */
    private Map<String, Object> rest(String name, RandomRules rules) {
        Map<String, Object> rest = map("tags", dice.of("beta", List.of("beta", "batch"), map("stage", "prod")));
        rest.put("expires", dice.of("2027-01-31", "2031-01-31T18:00:00Z", "2020-02-29T18:00:00+02:00"));
        rest.put("disabled", dice.of("true", "false"));
        rest.put("fallback", dice.of("true", "false"));
        rest.put("priority", dice.of("high", "normal", "low"));
        rest.put("max_cost", dice.of("0.05", "$1", "0"));
        rest.put("only", rules.selection());
        if (!scores.isEmpty()) {
            rest.put("score", dice.of(scores));
        }
        if (dice.chance(0.5)) {
            String old = "sha256:" + "%064x".formatted(name.hashCode() ^ 1L << 40);
            rest.put("rotated", map("hash", old, "until", "2026-12-24"));
        }
        for (String word : List.copyOf(rest.keySet())) {
            if (dice.chance(0.5)) {
                rest.remove(word);
            }
        }
        return rest;
    }

    private void keys(RandomRules rules) {
        for (String name : dice.some(Vocabulary.USERS, 3)) {
            Map<String, Object> key = map("name", name, "hash", "sha256:" + "%064x".formatted(name.hashCode()));
            if (dice.chance(0.5)) {
                key.put("team", dice.of(Vocabulary.TEAMS));
            }
            if (dice.chance(0.4)) {
                List<Object> names = new ArrayList<>(dice.some(models.models(), 3));
                names.addAll(dice.chance(0.3) ? dice.some(models.deployments(), 2) : List.of());
                names.addAll(dice.chance(0.3) ? List.of("auto") : List.of());
                key.put("models", names);
            }
            key.putAll(dice.<Map<String, Object>>of(Map.of(), Map.of(), rest(name, rules)));
            keys.add(key);
        }
    }

    private static List<String> names(List<Object> entries) {
        List<String> names = new ArrayList<>();
        entries.forEach(entry -> {
            if (((Map<?, ?>) entry).get("name") instanceof String name) {
                names.add(name);
            }
        });
        return names;
    }
}
