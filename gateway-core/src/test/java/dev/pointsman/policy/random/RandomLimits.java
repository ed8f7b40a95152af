package dev.pointsman.policy.random;

import static dev.pointsman.policy.random.Dice.map;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Random sections {@code limits} and {@code overload}. */
final class RandomLimits {
    private final Dice dice;
    private final RandomModels models;

    RandomLimits(Dice dice, RandomModels models) {
        this.dice = dice;
        this.models = models;
    }

    List<Object> section() {
        List<Object> limits = new ArrayList<>();
        int count = 1 + dice.below(3);
        for (int i = 0; i < count; i++) {
            limits.add(limit("limit-" + i));
        }
        return limits;
    }

    Map<String, Object> overload() {
        Map<String, Object> overload = new LinkedHashMap<>();
        if (dice.chance(0.6)) {
            overload.put("max_concurrent", dice.of("1", "400"));
            overload.put("queue", queue());
        }
        overload.put("each_model", places());
        overload.put("models", map(dice.of(models.models()), places()));
        overload.keySet().removeIf(key -> !key.equals("max_concurrent") && dice.chance(0.3));
        return overload;
    }

    private Map<String, Object> places() {
        Map<String, Object> places = map("adaptive", dice.of("true", "false"), "min_concurrent", dice.of("1", "5"));
        places.put("queue", queue());
        places.keySet().removeIf(key -> dice.chance(0.4));
        places.put("max_concurrent", dice.of("10", "1_000"));
        return places;
    }

    private Map<String, Object> queue() {
        Map<String, Object> queue = map("size", dice.of("0", "100"), "max_wait", dice.of("250ms", "2s", "0s"));
        queue.keySet().removeIf(key -> dice.chance(0.3));
        return queue;
    }

    private Map<String, Object> limit(String name) {
        String per = dice.of("key", "team", "user", "model", "provider", "deployment", "header.x-region");
        Map<String, Object> limit = map("name", name, "per", per);
        if (per.equals("model") && dice.chance(0.5)) {
            limit.put("for", dice.oneOrSome(models.models(), 2));
        }
        limit.put("requests", dice.of("60/min", "1k/24h", "5/s"));
        limit.put("tokens", dice.of("200k/min", "1.5m/day"));
        limit.put("concurrent", dice.of("1", "20"));
        if (dice.chance(0.4)) {
            limit.put("spend", dice.of("20/day", "0.5/24h", "1000/month", "1/week"));
        }
        limit.keySet().removeIf(key -> List.of("requests", "tokens").contains(key) && dice.chance(0.4));
        if (limit.containsKey("spend")) {
            limit.put("unknown_price", dice.chance(0.8) ? "allow" : "refuse");
        }
        if (dice.chance(0.5)) {
            limit.put("then", dice.chance(0.4) ? "reject" : map("use", dice.of(models.models())));
        }
        return limit;
    }
}
