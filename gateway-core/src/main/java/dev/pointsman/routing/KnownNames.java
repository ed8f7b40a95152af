package dev.pointsman.routing;

import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Levels;
import dev.pointsman.catalog.Model;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The names that rules, scores and the chain of one policy may refer to. */
public final class KnownNames {
    /** Feedbacks that a model's quality in the policy is worth where the policy does not say. */
    public static final double FEEDBACK_PRIOR = 20;

    private final Catalog catalog;
    private final Set<String> models = new TreeSet<>();
    private final Set<String> deployments = new TreeSet<>();
    private final Set<String> traits = new TreeSet<>();
    private final Map<String, Set<String>> skills = new TreeMap<>();
    private final Set<String> providers;
    private final Set<String> scores;
    private final double feedbackPrior;
    private final Map<String, RouterFactory> factories = new LinkedHashMap<>();

    /** Of a policy that says nothing of feedback. */
    public KnownNames(
            Catalog catalog,
            Collection<String> providers,
            Collection<String> scores,
            Iterable<? extends RouterFactory> factories) {
        this(catalog, providers, scores, factories, FEEDBACK_PRIOR);
    }

    /**
     * @param providers names of the policy's providers
     * @param scores names of the policy's scores
     * @param factories the plug-in routers found on the class path
     * @param feedbackPrior feedbacks that a model's quality in the policy is worth, above 0
     */
    public KnownNames(
            Catalog catalog,
            Collection<String> providers,
            Collection<String> scores,
            Iterable<? extends RouterFactory> factories,
            double feedbackPrior) {
        this.catalog = catalog;
        this.feedbackPrior = feedbackPrior;
        this.providers = new TreeSet<>(providers);
        this.scores = new TreeSet<>(scores);
        for (Model model : catalog.models()) {
            models.add(model.name());
            traits.addAll(model.traits().keySet());
            model.skills()
                    .groups()
                    .forEach((group, values) -> skills.computeIfAbsent(group, name -> new TreeSet<>())
                            .addAll(values));
        }
        for (Deployment deployment : catalog.deployments()) {
            deployments.add(deployment.id());
        }
        for (RouterFactory factory : factories) {
            this.factories.put(factory.type(), factory);
        }
    }

    /** Feedbacks that a model's quality in the policy is worth, above 0. */
    public double feedbackPrior() {
        return feedbackPrior;
    }

    /** The words for levels of experience. */
    public Levels levels() {
        return catalog.levels();
    }

    /** All values of the skill group that some model has; null where none has the group. */
    public @Nullable Set<String> skills(String group) {
        return skills.get(group);
    }

    /** Names of the skill groups that some model has. */
    public Set<String> skillGroups() {
        return skills.keySet();
    }

    public Set<String> traits() {
        return traits;
    }

    /** Notes a name that no model has. */
    public boolean checkModel(ConfigNode node) {
        return check(node, "model", models);
    }

    public boolean checkProvider(ConfigNode node) {
        return check(node, "provider", providers);
    }

    public boolean checkDeployment(ConfigNode node) {
        return check(node, "deployment", deployments);
    }

    public boolean checkScore(ConfigNode node) {
        return check(node, "score", scores);
    }

    /**
     * Makes the plug-in router of an entry: its type alone, or a map with {@code type} and the router's own keys.
     *
     * @return null, with a problem noted, where there is no such router
     */
    public @Nullable Router plugIn(ConfigNode entry) {
        ConfigNode type = entry.isMap() ? entry.required("type") : entry;
        if (type == null) {
            return null;
        }
        RouterFactory factory = factories.get(type.text());
        if (factory == null) {
            check(type, "router", factories.keySet());
            return null;
        }
        return factory.create(entry, catalog);
    }

    private static boolean check(ConfigNode node, String what, Set<String> known) {
        String name = node.text();
        if (!node.isScalar()) {
            return false;
        }
        if (!known.contains(name)) {
            node.problem("unknown " + what + " \"" + name + "\"" + NearestWord.hint(name, known));
            return false;
        }
        return true;
    }
}
