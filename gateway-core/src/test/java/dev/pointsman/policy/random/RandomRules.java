package dev.pointsman.policy.random;

import static dev.pointsman.policy.random.Dice.map;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Random {@code rules} and {@code scores} over given names. */
public final class RandomRules {
    private final Dice dice;
    private final RandomConditions conditions;
    private final List<String> models;
    private final List<String> providers;
    private final List<String> deployments;
    private final List<String> scores;
    private final List<String> traits;

    public RandomRules(Dice dice, RandomModels models, List<String> scores) {
        this.dice = dice;
        this.conditions = new RandomConditions(dice);
        this.models = models.models();
        this.providers = models.providers();
        this.deployments = models.deployments();
        this.traits = models.traits();
        this.scores = scores;
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

    private Object then() {
        if (dice.chance(0.03)) {
            return "reject";
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

    private Map<String, Object> selection(int depth) {
        Map<String, Object> selection = new LinkedHashMap<>();
        for (int i = dice.of(1, 1, 2); i > 0; i--) {
            switch (dice.below(depth == 0 ? 8 : 6)) {
                case 0 -> selection.put("models", dice.oneOrSome(models, 2));
                case 1 -> selection.put("providers", dice.oneOrSome(providers, 2));
                case 2 -> selection.put("deployments", dice.oneOrSome(deployments, 3));
                case 3 -> selection.put("tags", map("region", dice.oneOrSome(List.of("eu", "us"), 2)));
                case 4 -> selection.put("can", dice.oneOrSome(Vocabulary.CAPABILITIES, 2));
                case 5 -> selection.putAll(bound());
                default -> selection.put("not", selection(depth + 1));
            }
        }
        return selection;
    }

    private Map<String, Object> bound() {
        return switch (dice.below(traits.isEmpty() ? 5 : 6)) {
            case 0 -> map("quality", dice.of("> 0.55", "0.6", "0.4..0.9", ">= 60%"));
            case 1 -> map("context", dice.of("8k", "> 8000", "<= 200k"));
            case 2 -> map("cost", dice.of("< 0.10", "$1", "<= 0.000001"));
            case 3 -> map(dice.of("first_token", "latency"), dice.of("< 4s", "250ms"));
            case 4 -> map(dice.of("price_in", "price_out"), dice.of("< 1", "0.05..2"));
            default -> map(dice.of(traits), dice.of("> 0.5", "0.3"));
        };
    }

    /** The scores of the given names. */
    public Map<String, Object> scores() {
        Map<String, Object> all = new LinkedHashMap<>();
        for (String name : scores) {
            List<String> criteria =
                    new ArrayList<>(List.of("quality", "cost", "latency", "context", "price_in", "price_out"));
            criteria.addAll(traits);
            Map<String, Object> weights = new LinkedHashMap<>();
            dice.<String>some(criteria, 3).forEach(each -> weights.put(each, dice.of("1", "0.5", "6", "3.25")));
            Map<String, Object> score = map("weights", weights);
            if (dice.chance(0.3)) {
                score.put("bounds", bound());
            }
            if (dice.chance(0.2)) {
                score.put("explore", dice.of("2%", "0.1", "1"));
            }
            all.put(name, score);
        }
        return all;
    }
}
