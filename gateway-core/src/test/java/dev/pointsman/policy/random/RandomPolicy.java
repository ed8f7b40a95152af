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
        sections.put("rules", rules.rules());
        sections.put("scores", rules.scores());
        if (dice.chance(0.3)) {
            keys();
            sections.put("keys", keys);
        }
        sections.put("server", server());
        sections.put("reliability", reliability());
        sections.put("version", "1");
        sections.put("tasks", tasks());
        sections.put("session", session());
        sections.put("levels", List.of("basic", "skilled", "no"));
        sections.put("strict", dice.of("true", "false"));
        sections.put(
                "storage",
                map("ledger", dice.of("none", "jsonl:data/ledger.jsonl", "sqlite:data/ledger.db"), "shared", "none"));
        sections.put("chain", dice.of(List.of("capability", "rules", "score", "balance"), List.of("rules", "score")));
        if (dice.chance(0.3)) {
            sections.put("tests", tests());
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
        return dealt;
    }

    /** The labels that conditions ask for. */
    private Map<String, Object> tasks() {
        Map<String, Object> labels = new LinkedHashMap<>();
        for (String task : Vocabulary.TASKS) {
            Map<String, Object> label = map("words", dice.oneOrSome(Vocabulary.WORDS, 3));
            if (dice.chance(0.1)) {
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
        }
        return tasks;
    }

    private Map<String, Object> session() {
        Map<String, Object> session = new LinkedHashMap<>();
        session.put(
                "by",
                dice.oneOrSome(
                        List.of("header.x-session-id", "metadata.a", "user", "prompt_cache_key", "conversation"), 3));
        session.put("keep", dice.of("10m", "1s", "7d"));
        session.put("warm", dice.of("5m", "0s"));
        session.put("margin", dice.of("0", "0.1", "1"));
        session.put("within", dice.of("rules", "score"));
        session.keySet().removeIf(key -> dice.chance(0.5));
        return session;
    }

    private void keys() {
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
            keys.add(key);
        }
    }

    private Map<String, Object> server() {
        Map<String, Object> server = new LinkedHashMap<>();
        server.put("listen", keys.isEmpty() ? dice.of("127.0.0.1:8080", "[::1]:8081", "8082") : ":8080");
        server.put("admin", dice.of("none", "127.0.0.1:9091", ":9092"));
        server.put("http2", dice.of("true", "false"));
        server.put("max_body", dice.of("32MB", "1MiB", "64 kB"));
        server.put("max_connections", dice.of("10000", "10_000"));
        server.put("threads", dice.of("0", "2"));
        server.put("idle", dice.of("30s", "1m", "250ms"));
        server.put("cors", dice.of("*", List.of("https://a.example", "https://b.example")));
        server.put("access_log", dice.of("json", "text", "off"));
        server.keySet().removeIf(key -> !key.equals("listen") && dice.chance(0.5));
        return server;
    }

    private Map<String, Object> reliability() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("timeout", map("connect", "2s", "first_token", dice.of("10s", "1.5m"), "idle", "20s", "total", "180s"));
        all.put(
                "retry",
                map("times", dice.of("0", "2"), "errors", dice.oneOrSome(List.of("connect", "429", "5xx"), 3)));
        all.put("breaker", map("open_at", dice.of("50%", "0.3"), "over", dice.of("20 calls", "10"), "for", "15s"));
        all.put("fallback", dice.chance(0.2) ? anyFallbacks() : pair());
        all.put("fallback_if", dice.some(List.of("unavailable", "rate_limit", "too_long", "refused", "slow"), 5));
        all.keySet().removeIf(key -> dice.chance(0.5));
        return all;
    }

    private Map<String, Object> pair() {
        List<String> two = dice.some(models.models(), 2);
        return two.size() < 2 ? map() : map(two.get(0), List.of(two.get(1)));
    }

    /** Of any model to any, itself and circles included; most of them are mistakes. */
    private Map<String, Object> anyFallbacks() {
        Map<String, Object> fallbacks = new LinkedHashMap<>();
        for (String model : dice.<String>some(models.models(), 5)) {
            fallbacks.put(model, dice.oneOrSome(models.models(), 3));
        }
        return fallbacks;
    }

    /** Each expects any of the models, and so holds unless the request is refused. */
    private List<Object> tests() {
        List<Object> tests = new ArrayList<>();
        for (int i = dice.between(1, 2); i > 0; i--) {
            Map<String, Object> given = map("text", dice.of(Vocabulary.WORDS));
            given.putAll(dice.of(
                    map("header.x-region", dice.of(Vocabulary.VALUES)),
                    map("metadata.workload", dice.of(Vocabulary.VALUES)),
                    map("tools", "true"),
                    map("input_tokens", "300", "language", "de"),
                    map("time", "23:30 Europe/Berlin", "weekday", "sat"),
                    map("draw", "0.25", "turns", "3"),
                    map("down", dice.of(models.deployments())),
                    map("model", dice.of(models.models())),
                    map("system", "be brief", "user", "ada", "stream", "true")));
            tests.add(map("given", given, "expect", map("model", models.models())));
        }
        return tests;
    }
}
