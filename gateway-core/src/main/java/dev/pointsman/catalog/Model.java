package dev.pointsman.catalog;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.tokens.Counting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client or a router chooses.
 *
 * @param deployments in policy order, at least one
 * @param contextTokens window for prompt and reply together; 0 where it is not known, and nothing is filtered by it
 * @param can null where the policy says nothing: then everything is assumed
 * @param quality expected quality per task, 0..1; the key {@code default} stands for all other tasks
 * @param traits further named profile scores, 0..1
 * @param skills what it is made for
 * @param tokens how the tokens of its prompts are told
 */
public record Model(
        String name,
        List<Deployment> deployments,
        Balance balance,
        int contextTokens,
        @Nullable Set<Capability> can,
        Map<String, Double> quality,
        Map<String, Double> traits,
        Skills skills,
        Counting tokens) {
    /** In {@link #quality}: all tasks that it does not name. */
    public static final String DEFAULT_TASK = "default";
    /** Figures that are measured, priced or given by a key of their own: a trait of that name could not be told from them. */
    private static final Set<String> TAKEN = Set.of(
            "quality",
            "cost",
            "latency",
            "first_token",
            "first_token_p95",
            "first_token_p99",
            "context",
            "price_in",
            "price_out",
            "errors",
            "speed",
            "total_time",
            "total_time_p95",
            "headroom",
            "can",
            "models",
            "providers",
            "deployments",
            "tags",
            "skills",
            "not");

    public Model {
        deployments = List.copyOf(deployments);
        can = can == null ? null : Set.copyOf(can);
        quality = Map.copyOf(quality);
        traits = Map.copyOf(traits);
    }

    /** Without skills; tokens are estimated. */
    public Model(
            String name,
            List<Deployment> deployments,
            Balance balance,
            int contextTokens,
            @Nullable Set<Capability> can,
            Map<String, Double> quality,
            Map<String, Double> traits) {
        this(name, deployments, balance, contextTokens, can, quality, traits, Skills.NONE, Counting.ESTIMATE);
    }

    public boolean can(Capability capability) {
        return can == null || can.contains(capability);
    }

    /** The same model with its deployments changed. */
    public Model withDeployments(List<Deployment> others) {
        return new Model(name, others, balance, contextTokens, can, quality, traits, skills, tokens);
    }

    /** The same model with another profile. */
    public Model withQuality(Map<String, Double> other) {
        return new Model(name, deployments, balance, contextTokens, can, other, traits, skills, tokens);
    }

    /** Expected quality for a task, else the default profile, else 0.5. */
    public double quality(@Nullable String task) {
        Double known = task == null ? null : quality.get(task);
        return known != null ? known : quality.getOrDefault(DEFAULT_TASK, 0.5);
    }

    /**
     * Reads one entry of {@code models}; {@code provider/model} alone, or {@code at:} in place of {@code deployments:}, stands for one
     * deployment. Without {@code balance} deployments are tried in order; without {@code context} nothing is filtered by it; without
     * {@code can} everything is assumed.
     */
    static Model from(String name, ConfigNode node, ProviderTypes providers, Levels levels) {
        if (!node.isMap()) {
            return new Model(
                    name, List.of(Deployment.from(node, providers, null)), Balance.ORDER, 0, null, Map.of(), Map.of());
        }
        node.onlyKeys(
                "deployments", "at", "price", "balance", "context", "can", "quality", "traits", "skills", "tokens");
        Balance balance =
                node.read("balance", Balance.ORDER, (word, order) -> Balance.from(word, providers.balancers()));
        List<Deployment> deployments = deployments(node, balance, providers);
        return new Model(
                name,
                deployments,
                balance,
                node.read("context", 0, ConfigNode::count),
                capabilities(node.at("can")),
                node.read("quality", Map.of(), (quality, none) -> profile(quality)),
                node.read("traits", Map.of(), (traits, none) -> traits(traits)),
                node.read("skills", Skills.NONE, (skills, none) -> Skills.from(skills, levels)),
                node.read(
                        "tokens",
                        Counting.ESTIMATE,
                        (tokens, none) -> Counting.from(tokens, upstreamNames(deployments))));
    }

    private static List<String> upstreamNames(List<Deployment> deployments) {
        return deployments.stream().map(Deployment::upstreamModel).toList();
    }

    private static Map<String, Double> traits(ConfigNode node) {
        Map<String, Double> traits = scores(node);
        for (String name : traits.keySet()) {
            if (TAKEN.contains(name)) {
                node.problemAtKey(
                        name,
                        "a trait cannot be named \"" + name + "\", which means something else in rules and scores");
            }
        }
        return traits;
    }

    private static List<Deployment> deployments(ConfigNode node, Balance balance, ProviderTypes providers) {
        ConfigNode priceNode = node.at("price");
        Price price = priceNode == null ? null : Price.from(priceNode);
        ConfigNode at = node.at("at");
        ConfigNode listed = node.at("deployments");
        if (at != null && listed != null) {
            at.problem("expected either at or deployments, not both");
        }
        ConfigNode given = listed != null ? listed : at;
        if (given == null) {
            node.problem("missing key \"deployments\"");
            return List.of();
        }
        List<Deployment> deployments = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (ConfigNode item : given.itemsOrSelf()) {
            Deployment deployment = Deployment.from(item, providers, price);
            if (!ids.add(deployment.id()) && !deployment.upstreamModel().isEmpty()) {
                item.problem("deployment " + deployment.id() + " is already listed");
            }
            deployments.add(deployment);
        }
        if (deployments.isEmpty()) {
            given.problem("expected at least one deployment");
        }
        if (balance.way().weighs()
                && !deployments.isEmpty()
                && deployments.stream().allMatch(each -> each.weight() == 0)) {
            given.problem("all weights are 0 (expected: a sum of at least 1)");
        }
        return deployments;
    }

    private static @Nullable Set<Capability> capabilities(@Nullable ConfigNode node) {
        if (node == null) {
            return null;
        }
        Set<Capability> can = new HashSet<>();
        node.itemsOrSelf().forEach(word -> can.add(word.oneOf(Capability.class, Capability.TOOLS)));
        return can;
    }

    private static Map<String, Double> profile(ConfigNode node) {
        return node.isMap() ? scores(node) : Map.of(DEFAULT_TASK, node.number(0, 1, 0.5));
    }

    private static Map<String, Double> scores(ConfigNode node) {
        Map<String, Double> scores = new LinkedHashMap<>();
        node.entries().forEach((name, value) -> scores.put(name, value.number(0, 1, 0.5)));
        return scores;
    }
}
