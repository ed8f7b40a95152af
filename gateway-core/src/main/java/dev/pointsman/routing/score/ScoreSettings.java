package dev.pointsman.routing.score;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.routing.KnownNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One entry of the policy's {@code scores}: bounds remove, then weights rank.
 *
 * @param weights at least one
 * @param explore share of requests that go to a model drawn from those inside the bounds, 0..1
 */
public record ScoreSettings(String name, List<Weight> weights, Bounds bounds, double explore) {
    /** How much a criterion counts, above 0. */
    public record Weight(Criterion criterion, double weight) {}

    /** The keys of a later issue. */
    private static final List<String> LATER = List.of("estimator", "target", "strong", "weak", "threshold", "learned");

    public ScoreSettings {
        weights = List.copyOf(weights);
    }

    /** The same score with other weights. */
    public ScoreSettings withWeights(List<Weight> others) {
        return new ScoreSettings(name, others, bounds, explore);
    }

    /** All scores of a policy by name, in its order; the node may be the whole {@code scores} map. */
    public static Map<String, ScoreSettings> all(ConfigNode scores, KnownNames names) {
        Map<String, ScoreSettings> all = new LinkedHashMap<>();
        scores.entries().forEach((name, node) -> all.put(name, from(name, node, names)));
        return all;
    }

    /** Notes mistakes at their nodes. */
    public static ScoreSettings from(String name, ConfigNode node, KnownNames names) {
        for (String later : LATER) {
            if (node.at(later) != null) {
                node.problemAtKey(later, "\"" + later + "\" is not available yet: use \"weights\" and \"bounds\"");
                return new ScoreSettings(name, List.of(), Bounds.NONE, 0);
            }
        }
        node.onlyKeys("weights", "bounds", "explore");
        ConfigNode bounds = node.at("bounds");
        ConfigNode explore = node.at("explore");
        return new ScoreSettings(
                name,
                weights(node, names),
                bounds == null ? Bounds.NONE : Bounds.from(bounds, names, List.of()),
                explore == null ? 0 : explore.share(0));
    }

    private static List<Weight> weights(ConfigNode node, KnownNames names) {
        List<Weight> weights = new ArrayList<>();
        ConfigNode map = node.required("weights");
        if (map == null) {
            return weights;
        }
        map.entries().forEach((key, value) -> {
            Criterion criterion = Criterion.of(map, key, names);
            double weight = value.number(0, 1e6, 0);
            if (criterion != null && weight > 0) {
                weights.add(new Weight(criterion, weight));
            }
        });
        if (weights.isEmpty()) {
            map.problem("expected at least one weight above 0");
        }
        return weights;
    }
}
