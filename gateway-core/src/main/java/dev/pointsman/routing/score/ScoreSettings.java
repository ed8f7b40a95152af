package dev.pointsman.routing.score;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.routing.KnownNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the policy's {@code scores}: bounds remove, then weights rank.
 *
 * @param weights at least one, but for a pair of models
 * @param otherwise what becomes of a request for which no model keeps the bounds
 * @param explore share of requests that go to a model drawn from those inside the bounds, 0..1
 * @param spend what the requests of a day shall cost; null where nothing is said. Else cost is among the weights
 * @param learned what a trained router does; null where none has a part
 * @param online how ratings teach it; null where they do not. Else quality is among the weights
 */
public record ScoreSettings(
        String name,
        List<Weight> weights,
        Bounds bounds,
        Otherwise otherwise,
        double explore,
        @Nullable SpendSettings spend,
        @Nullable LearnedSettings learned,
        @Nullable OnlineSettings online) {
    /** How much a criterion counts, above 0. */
    public record Weight(Criterion criterion, double weight) {}

    private static final String COST = "cost";

    private static final String[] KEYS = Stream.concat(
                    Stream.of("weights", "bounds", "otherwise", "explore", "spend", "online"),
                    LearnedSettings.KEYS.stream())
            .toArray(String[]::new);

    public ScoreSettings {
        weights = List.copyOf(weights);
    }

    /** The same score with other weights. */
    public ScoreSettings withWeights(List<Weight> others) {
        return new ScoreSettings(name, others, bounds, otherwise, explore, spend, learned, online);
    }

    /** Where no file tells thresholds: each pair has its own. */
    public static Map<String, ScoreSettings> all(ConfigNode scores, KnownNames names) {
        return all(scores, names, ScoreSettings::missing);
    }

    /**
     * All scores of a policy by name, in its order; the node may be the whole {@code scores} map. Notes mistakes at their nodes.
     *
     * @param thresholds what the trained router of a score of that name tells where a pair has no threshold; notes a problem where it tells none
     */
    public static Map<String, ScoreSettings> all(
            ConfigNode scores, KnownNames names, ToDoubleBiFunction<String, ConfigNode> thresholds) {
        Map<String, ScoreSettings> all = new LinkedHashMap<>();
        scores.entries().forEach((name, node) -> all.put(name, from(name, node, names, thresholds)));
        return all;
    }

    public static ScoreSettings from(String name, ConfigNode node, KnownNames names) {
        return from(name, node, names, ScoreSettings::missing);
    }

    private static double missing(String name, ConfigNode score) {
        score.required("threshold");
        return 0;
    }

    private static ScoreSettings from(
            String name, ConfigNode node, KnownNames names, ToDoubleBiFunction<String, ConfigNode> thresholds) {
        node.onlyKeys(KEYS);
        LearnedSettings learned = LearnedSettings.from(name, node, names, thresholds);
        boolean pair = learned != null && (learned.pair() != null || node.at("weights") == null);
        ConfigNode bounds = node.at("bounds");
        ConfigNode explore = node.at("explore");
        ConfigNode spend = node.at("spend");
        ConfigNode otherwise = node.at("otherwise");
        if (pair && spend != null) {
            node.problemAtKey("spend", "a pair has no weight of cost to turn: expected \"weights\"");
        }
        if (otherwise != null && bounds == null) {
            node.problemAtKey(
                    "otherwise", "\"otherwise\" says what to do where no model keeps the bounds: expected \"bounds\"");
        }
        OnlineSettings online = online(node, pair);
        UnaryOperator<Criterion> change = criterion -> {
            Criterion estimated = learned == null ? criterion : criterion.estimatedBy(name);
            return online == null ? estimated : estimated.learnedBy(name);
        };
        return new ScoreSettings(
                name,
                pair ? List.of() : weights(node, names, change),
                bounds == null
                        ? Bounds.NONE
                        : Bounds.from(bounds, names, List.of()).map(change),
                Otherwise.from(otherwise, names),
                explore == null ? 0 : explore.share(0),
                spend == null ? null : SpendSettings.from(spend),
                learned,
                online);
    }

    private static @Nullable OnlineSettings online(ConfigNode node, boolean pair) {
        ConfigNode online = node.at("online");
        if (online == null) {
            return null;
        }
        if (pair || node.orNothing("weights").at("quality") == null) {
            node.problemAtKey(
                    "online", "ratings teach the quality that a score weighs: expected \"weights\" with quality");
        }
        return OnlineSettings.from(online);
    }

    /** Where the weight of cost stands; only where there is one. */
    int costColumn() {
        return column(Criterion.Kind.COST);
    }

    /** Where the weight of a kind stands; only where there is one. */
    int column(Criterion.Kind kind) {
        for (int i = 0; i < weights.size(); i++) {
            if (weights.get(i).criterion().kind() == kind) {
                return i;
            }
        }
        throw new IllegalStateException("score " + name + " does not weigh " + kind);
    }

    /** A spend target needs a weight to turn. */
    private static List<Weight> withCost(ConfigNode node, List<Weight> weights, KnownNames names) {
        if (weights.stream().anyMatch(weight -> weight.criterion().kind() == Criterion.Kind.COST)) {
            return weights;
        }
        ConfigNode zero = node.orNothing("weights").at(COST);
        if (zero != null) {
            zero.problem("a spend target turns the weight of cost: expected one above 0");
        }
        List<Weight> more = new ArrayList<>(weights);
        more.add(new Weight(new Criterion(COST, Criterion.Kind.COST, names.feedbackPrior(), null, null), 1));
        return more;
    }

    private static List<Weight> weights(ConfigNode node, KnownNames names, UnaryOperator<Criterion> change) {
        List<Weight> weights = weights(node, names);
        weights.replaceAll(weight -> new Weight(change.apply(weight.criterion()), weight.weight()));
        return node.at("spend") == null ? weights : withCost(node, weights, names);
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
