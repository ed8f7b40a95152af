package dev.pointsman.policy.random;

import static dev.pointsman.policy.random.Dice.map;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Random {@code providers} and {@code models}, and the names in them. */
public final class RandomModels {
    private static final List<String> PROVIDERS = List.of("local", "cloud", "near-1", "on");
    private static final List<String> MODELS = List.of("small", "large", "no", "gpt-4.1", "1e3", "0x1f", "vision+plus");

    private final Dice dice;
    private final List<String> providers;
    private final List<String> models;
    private final Set<String> deployments = new LinkedHashSet<>();
    private final Set<String> traits = new LinkedHashSet<>();
    private final Map<String, Set<Object>> skills = new LinkedHashMap<>();
    private final Map<String, Object> entries = new LinkedHashMap<>();

    public RandomModels(Dice dice) {
        this.dice = dice;
        this.providers = dice.some(PROVIDERS, 3);
        this.models = dice.some(MODELS, 5);
        models.forEach(model -> entries.put(model, model(model)));
    }

    /** The section {@code providers}; of type {@code fake}. */
    public Map<String, Object> providerEntries() {
        Map<String, Object> all = new LinkedHashMap<>();
        for (String name : providers) {
            Map<String, Object> entry = map("type", "fake");
            if (dice.chance(0.3)) {
                entry.put("url", "https://" + name + ".example:8443/v1");
            }
            if (dice.chance(0.3)) {
                entry.put("key", "$TOKEN");
            } else if (dice.chance(0.2)) {
                entry.put("keys", List.of("$TOKEN"));
            }
            all.put(name, entry);
        }
        return all;
    }

    /** The section {@code models}. */
    public Map<String, Object> modelEntries() {
        return entries;
    }

    public List<String> providers() {
        return providers;
    }

    public List<String> models() {
        return models;
    }

    public List<String> deployments() {
        return List.copyOf(deployments);
    }

    public List<String> traits() {
        return List.copyOf(traits);
    }

    /** Group to all values that models have. */
    public Map<String, Set<Object>> skills() {
        return skills;
    }

    private Object model(String name) {
        if (dice.chance(0.15)) {
            return place(name);
        }
        Map<String, Object> model = new LinkedHashMap<>();
        List<String> at = dice.some(providers, 3);
        List<Object> listed = new ArrayList<>();
        at.forEach(provider -> listed.add(deployment(provider + "/" + name)));
        model.put(dice.chance(0.2) && listed.get(0) instanceof String ? "at" : "deployments", listed);
        if (dice.chance(0.5)) {
            model.put("balance", balance());
        }
        if (dice.chance(0.4)) {
            model.put("context", dice.of("8k", "128k", "1m", "200_000", "64"));
        }
        if (dice.chance(0.1)) {
            model.put(
                    "tokens",
                    dice.of(
                            "estimate",
                            name.startsWith("gpt") ? "exact" : "cl100k",
                            "o200k",
                            map("count", "cl100k", "under", "2k")));
        }
        if (dice.chance(0.4)) {
            model.put("can", dice.oneOrSome(Vocabulary.CAPABILITIES, 6));
        }
        if (dice.chance(0.5)) {
            model.put(
                    "quality",
                    dice.chance(0.5) ? share() : map("default", share(), dice.of(Vocabulary.TASKS), share()));
        }
        if (dice.chance(0.4)) {
            String trait = dice.of(Vocabulary.TRAITS);
            traits.add(trait);
            model.put("traits", map(trait, share()));
        }
        if (dice.chance(0.3)) {
            model.put("price", price());
        }
        if (dice.chance(0.3)) {
            model.put("skills", skilled());
        }
        return model;
    }

    private Map<String, Object> skilled() {
        Map<String, Object> its = new LinkedHashMap<>();
        for (String group : dice.some(List.copyOf(Vocabulary.SKILLS.keySet()), 2)) {
            List<String> known = Vocabulary.SKILLS.get(group);
            its.put(group, group.equals("level") ? dice.of(known) : dice.oneOrSome(known, 2));
        }
        its.forEach((group, values) -> skills.computeIfAbsent(group, added -> new LinkedHashSet<>())
                .addAll(values instanceof List<?> list ? list : List.of(values)));
        return its;
    }

    private Object balance() {
        if (dice.chance(0.8)) {
            return dice.of(
                    "order",
                    "round-robin",
                    "round_robin",
                    "random",
                    "weighted",
                    "least-inflight",
                    "least_inflight",
                    "latency",
                    "adaptive",
                    "hash");
        }
        if (dice.chance(0.02)) {
            return map("type", "absent");
        }
        Map<String, Object> hash = map("by", dice.oneOrSome(List.of("header.x-session-id", "user", "prefix"), 3));
        if (dice.chance(0.5)) {
            hash.put("load", dice.of("1", "1.25", "100"));
        }
        return map("hash", hash);
    }

    private String place(String model) {
        String id = dice.of(providers) + "/" + model;
        deployments.add(id);
        return id;
    }

    private Object deployment(String id) {
        deployments.add(id);
        if (dice.chance(0.3)) {
            return id;
        }
        Map<String, Object> deployment = map("at", id);
        if (dice.chance(0.5)) {
            deployment.put("weight", dice.of("1", "3", "1000"));
        }
        if (dice.chance(0.5)) {
            deployment.put("price", price());
        }
        if (dice.chance(0.4)) {
            deployment.put("region", dice.of("eu", "us", "no"));
        } else if (dice.chance(0.3)) {
            deployment.put("tags", map("region", "eu", "tier", dice.of("spare", "1", "on")));
        }
        return deployment;
    }

    /** Prices of one's own, some of them for deployments that no model has. */
    Map<String, Object> prices() {
        Map<String, Object> listed = new LinkedHashMap<>();
        for (String provider : providers()) {
            if (dice.chance(0.5)) {
                listed.put(provider + "/" + dice.of("m", "n", "o"), dice.chance(0.5) ? price() : List.of(dated()));
            }
        }
        Map<String, Object> prices = map("models", listed);
        if (dice.chance(0.02)) {
            prices.put("file", dice.of("nowhere.json", "nowhere.csv"));
        }
        return prices;
    }

    private Map<String, Object> dated() {
        Map<String, Object> price = map("from", dice.of("2026-01-01", "2099-12-31"));
        price.putAll(price());
        return price;
    }

    private Map<String, Object> price() {
        Map<String, Object> price =
                kinds(map("in", dice.of("0", "0.05", "3", "1.25"), "out", dice.of("0", "0.40", "15")));
        if (dice.chance(0.1)) {
            price.put("long", kinds(map("over", "200k", "in", "6", "out", "30")));
        }
        if (dice.chance(0.2)) {
            price.put("tiers", map(dice.of("flex", "priority", "batch"), kinds(map("in", "1", "out", "2"))));
        }
        return price;
    }

    private Map<String, Object> kinds(Map<String, Object> price) {
        if (dice.chance(0.2)) {
            price.put("cached", "0.005");
            price.put("cache_write", dice.of("0.06", "5"));
        }
        if (dice.chance(0.1)) {
            price.putAll(map("cache_write_1h", "10", "reasoning", "20"));
            price.putAll(map("audio_in", "40", "audio_out", "80"));
        }
        return price;
    }

    private String share() {
        return dice.of("0", "0.25", "0.5", "0.62", "0.9", "1");
    }
}
