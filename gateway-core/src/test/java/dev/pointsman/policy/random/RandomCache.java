package dev.pointsman.policy.random;

import static dev.pointsman.policy.random.Dice.map;

import java.util.Map;

/** A random section {@code cache}. */
final class RandomCache {
    private final Dice dice;
    private final RandomConditions conditions;

    /** @param conditions what requests are kept or compared under */
    RandomCache(Dice dice, RandomConditions conditions) {
        this.dice = dice;
        this.conditions = conditions;
    }

    Map<String, Object> section() {
        Map<String, Object> exact = map("ttl", dice.of("10m", "1s", "30d"), "size", dice.of("16MB", "1MiB"));
        exact.put("largest", dice.of("64kB", "1MB"));
        exact.put("per", dice.of("key", "team", "all"));
        exact.put("requests", dice.of("any", "deterministic"));
        exact.put("single_flight", dice.of("true", "false"));
        exact.put("when", conditions.when());
        Map<String, Object> reach = map("wait", dice.of("1ms", "1s"), "largest", dice.of("1kB", "4MB"));
        reach.keySet().removeIf(key -> dice.chance(0.5));
        exact.put("shared", dice.chance(0.5) ? reach : dice.of("true", "false"));
        exact.keySet().removeIf(key -> dice.chance(0.5));
        Map<String, Object> cache = map("exact", exact);
        if (dice.chance(0.4)) {
            cache.put("semantic", semantic());
        }
        return cache;
    }

    /** Without a store that gateways share there is nothing to share replies by. */
    static void fit(Map<String, Object> policy) {
        boolean store = policy.get("storage") instanceof Map<?, ?> storage
                && storage.containsKey("shared")
                && !"none".equals(storage.get("shared"));
        if (!store && policy.get("cache") instanceof Map<?, ?> cache && cache.get("exact") instanceof Map<?, ?> exact) {
            exact.remove("shared");
        }
        if (!store && policy.get("session") instanceof Map<?, ?> session) {
            session.remove("shared");
        }
    }

    private Map<String, Object> semantic() {
        Map<String, Object> semantic = map("threshold", dice.of("0.95", "0.5", "1"), "ttl", dice.of("1m", "1h"));
        semantic.put("size", dice.of("10k", "500"));
        semantic.put("per", dice.of("key", "team", "all"));
        semantic.put("encoder", dice.chance(0.9) ? "hashed" : map("onnx", "encoder.onnx", "vocab", "vocab.txt"));
        semantic.keySet().removeIf(key -> dice.chance(0.5));
        semantic.put("when", conditions.when());
        return semantic;
    }
}
