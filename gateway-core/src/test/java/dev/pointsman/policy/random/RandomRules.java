package dev.pointsman.policy.random;

import static dev.pointsman.policy.random.Dice.map;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Random {@code rules} and {@code scores} over given names. */
public final class RandomRules {
    private static final List<String> CRITERIA = List.of(
            "quality",
            "cost",
            "latency",
            "context",
            "price_in",
            "price_out",
            "first_token",
            "first_token_p95",
            "first_token_p99",
            "total_time",
            "total_time_p95",
            "speed",
            "errors",
            "headroom");

    private final Dice dice;
    private final RandomConditions conditions;
    private final List<String> models;
    private final List<String> providers;
    private final List<String> deployments;
    private final List<String> scores;
    private final List<String> traits;
    private final Map<String, Set<Object>> skills;

    public RandomRules(Dice dice, RandomModels models, List<String> scores) {
        this.dice = dice;
        this.conditions = new RandomConditions(dice, asked(models.models()));
        this.models = models.models();
        this.providers = models.providers();
        this.deployments = models.deployments();
        this.traits = models.traits();
        this.skills = models.skills();
        this.scores = scores;
    }

    private static List<String> asked(List<String> models) {
        List<String> asked = new ArrayList<>(models);
        asked.add("auto");
        return asked;
    }

    /** Zero to six rules; the last one often holds for all. */
    public List<Object> rules() {
        List<Object> rules = new ArrayList<>();
        int count = dice.below(6);
        for (int i = 0; i < count; i++) {
            Map<String, Object> rule = dice.chance(0.9) ? map("name", dice.of("rule ", "r-", "ü") + i) : map();
            if (dice.chance(0.93)) {
                rule.put("when", conditions.when());
            }
            rule.put("then", then());
            rules.add(rule);
        }
        if (dice.chance(0.5)) {
            rules.add(map("name", "rest", "then", ending()));
        }
        return rules;
    }

    /** Puts a rule before all others that holds out a share; its name. */
    static String holdOut(List<Object> rules, String model) {
        rules.add(0, map("name", "held-out", "when", map("share", "2%", "by", "user"), "then", map("use", model)));
        return "held-out";
    }

    private Object then() {
        if (dice.chance(0.03)) {
            return "reject";
        }
        if (dice.chance(0.03)) {
            return map("route", dice.of("turned", map("type", "turned", "by", dice.of("1", "2"))));
        }
        Map<String, Object> then = new LinkedHashMap<>();
        if (dice.chance(0.3)) {
            then.put(dice.of("only", "require", "prefer"), selection(0));
        }
        if (then.isEmpty() || dice.chance(0.5)) {
            then.putAll(ending());
        }
        return then;
    }

    private Map<String, Object> ending() {
        Map<String, Object> ending = switch (dice.below(scores.isEmpty() ? 3 : 6)) {
            case 0, 1 -> map("use", dice.oneOrSome(models, 3));
            case 2 ->
                dice.chance(0.2) ? map("reject", dice.of("true", "not here", "\"quoted\": no")) : map("use", models);
            default -> map("score", dice.of(scores));
        };
        if (dice.chance(0.2)) {
            ending.put("name", "canary");
        }
        return ending;
    }

    /** Deployments that something holds for. */
    Map<String, Object> selection() {
        return selection(0);
    }

    private Map<String, Object> selection(int depth) {
        Map<String, Object> selection = new LinkedHashMap<>();
        for (int i = dice.of(1, 1, 2); i > 0; i--) {
            switch (dice.below(depth == 0 ? 9 : 7)) {
                case 0 -> selection.put("models", dice.oneOrSome(models, 2));
                case 1 -> selection.put("providers", dice.oneOrSome(providers, 2));
                case 2 -> selection.put("deployments", dice.oneOrSome(deployments, 3));
                case 3 -> selection.put("tags", map("region", dice.oneOrSome(List.of("eu", "us"), 2)));
                case 4 -> selection.put("can", dice.oneOrSome(Vocabulary.CAPABILITIES, 2));
                case 5 -> selection.putAll(bound());
                case 6 -> selection.putAll(skills.isEmpty() ? bound() : map("skills", wanted()));
                default -> selection.put("not", selection(depth + 1));
            }
        }
        return selection;
    }

    /** Of some groups that models have. */
    private Map<String, Object> wanted() {
        Map<String, Object> wanted = new LinkedHashMap<>();
        for (String group : dice.some(List.copyOf(skills.keySet()), 2)) {
            List<Object> values = new ArrayList<>(skills.get(group));
            if (group.equals("level")) {
                values = List.of(dice.of(">= ", "<", "= ", "") + dice.of(Vocabulary.LEVELS));
            } else if (dice.chance(0.5)) {
                values.add(dice.of("request.language", "request.header.x-region", "request.task", "request.user"));
            }
            wanted.put(group, dice.oneOrSome(values, 3));
        }
        return wanted;
    }

    private Map<String, Object> bound() {
        return switch (dice.below(traits.isEmpty() ? 8 : 9)) {
            case 0 -> map("quality", dice.of("> 0.55", "0.6", "0.4..0.9", ">= 60%"));
            case 1 -> map("context", dice.of("8k", "> 8000", "<= 200k"));
            case 2 -> map("cost", dice.of("< 0.10", "$1", "<= 0.000001"));
            case 3 -> map(dice.of("first_token", "latency"), dice.of("< 4s", "250ms"));
            case 4 -> map(dice.of("price_in", "price_out"), dice.of("< 1", "0.05..2"));
            case 5 ->
                map(
                        dice.of("first_token_p95", "first_token_p99", "total_time", "total_time_p95"),
                        dice.of("< 9s", "1m", "<= 300ms"));
            case 6 -> map("speed", dice.of("> 1", ">= 40", "10..1000"));
            case 7 -> map(dice.of("errors", "headroom"), dice.of("< 90%", "> 0", "0.1..1"));
            default -> map(dice.of(traits), dice.of("> 0.5", "0.3"));
        };
    }

    /** The scores of the given names. */
    public Map<String, Object> scores() {
        Map<String, Object> all = new LinkedHashMap<>();
        for (String name : scores) {
            List<String> criteria = new ArrayList<>(CRITERIA);
            criteria.addAll(traits);
            Map<String, Object> weights = new LinkedHashMap<>();
            dice.<String>some(criteria, 3).forEach(each -> weights.put(each, dice.of("1", "0.5", "6", "3.25")));
            Map<String, Object> score = map("weights", weights);
            if (dice.chance(0.4)) {
                score.put("bounds", bounds());
                score.put("otherwise", otherwise());
            }
            if (dice.chance(0.3)) {
                score.put("spend", spend());
            }
            if (dice.chance(0.2)) {
                score.put("explore", dice.of("2%", "0.1", "1"));
            }
            if (weights.containsKey("quality") && dice.chance(0.3)) {
                score.put("online", online());
            }
            score.values().removeIf(value -> value.equals(map()));
            all.put(name, dice.chance(0.02) ? learned(score) : score);
        }
        return all;
    }

    private Map<String, Object> online() {
        Map<String, Object> online = map();
        if (dice.chance(0.6)) {
            online.put("by", dice.of("thompson", "linucb"));
        }
        if (dice.chance(0.3)) {
            online.put("width", dice.of("0", "2.5"));
        }
        if (dice.chance(0.3)) {
            online.put("prior", dice.of("0.5", "20"));
        }
        if (dice.chance(0.3)) {
            online.put("half_life", dice.of("30m", "2h"));
        }
        if (dice.chance(0.3)) {
            online.put("floor", dice.of("0.5", "1"));
        }
        if (dice.chance(0.3)) {
            online.put("cap", dice.of("0.01/day", "$5/day"));
        }
        return online;
    }

    /** By a model that is asked, or over files that are never there. */
    private Map<String, Object> learned(Map<String, Object> weighed) {
        boolean asked = dice.chance(0.5);
        Map<String, Object> score = asked || dice.chance(0.5) ? pair() : weighed;
        Map<String, Object> onnx = map("onnx", "bert.onnx", "vocab", "vocab.txt");
        Object files = dice.of(
                "routers/mf.router",
                onnx,
                map("file", "routers/mf.router", "encoder", onnx),
                map("file", "routers/mf.router", "encoder", map("embeddings", dice.of(models))));
        score.put("estimator", asked ? map("ask", dice.of(models)) : files);
        if (dice.chance(0.3)) {
            score.put("budget", dice.of("50ms", "1s"));
        }
        if (dice.chance(0.5)) {
            score.put("as", map(dice.of(models), "gpt-4"));
        }
        if (dice.chance(0.5)) {
            Object use = dice.oneOrSome(models, 2);
            score.put("unfamiliar", dice.of(use, map("use", use), map("use", use, "below", "0.25")));
        }
        return score;
    }

    private Map<String, Object> pair() {
        Map<String, Object> score = map("strong", models.get(0), "weak", models.get(models.size() - 1));
        if (dice.chance(0.7)) {
            boolean share = dice.chance(0.4);
            score.put(
                    share ? "strong_share" : "threshold", share ? dice.of("30%", "0%", "1") : dice.of("0.5", "0", "1"));
        }
        return score;
    }

    private Map<String, Object> bounds() {
        Map<String, Object> bounds = bound();
        if (dice.chance(0.3)) {
            bounds.putAll(bound());
        }
        if (dice.chance(0.2)) {
            bounds.put("can", dice.oneOrSome(Vocabulary.CAPABILITIES, 2));
        }
        return bounds;
    }

    /** Empty where nothing shall be said. */
    private Object otherwise() {
        return dice.chance(0.4) ? map() : dice.of("keep", "reject", "relax", map("use", dice.oneOrSome(models, 2)));
    }

    private Map<String, Object> spend() {
        Map<String, Object> spend = map("target", dice.of("20/day", "$0.5/day", "1000000 /day"));
        if (dice.chance(0.4)) {
            spend.put("zone", dice.of("Europe/Berlin", "UTC", "+05:30"));
        }
        return spend;
    }
}
