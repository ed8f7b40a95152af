package dev.pointsman.routing.rules;

import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.KnownNames;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.score.Bounds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The deployments that {@code only}, {@code require} and {@code prefer} speak of: {@code { providers: [bedrock, local], tags: { region: eu }
 * }}. All keys must hold; a list means any of; {@code not} turns a selection round.
 *
 * @param tags tag to the values it may have
 * @param skills what the model must be made for
 */
record Selection(
        List<String> models,
        List<String> providers,
        List<String> deployments,
        Map<String, List<String>> tags,
        SkillDemands skills,
        Bounds bounds,
        @Nullable Selection not) {
    private static final List<String> KEYS = List.of("models", "providers", "deployments", "tags", "skills", "not");

    Selection {
        models = List.copyOf(models);
        providers = List.copyOf(providers);
        deployments = List.copyOf(deployments);
        tags = Map.copyOf(tags);
    }

    /** Notes mistakes at their nodes. */
    static Selection from(ConfigNode node, KnownNames names) {
        if (node.isMap() && node.entries().isEmpty()) {
            node.problem("expected at least one of models, providers, deployments, tags, skills, not, can or a bound");
        }
        ConfigNode tags = node.at("tags");
        ConfigNode not = node.at("not");
        return new Selection(
                known(node, "models", names::checkModel),
                known(node, "providers", names::checkProvider),
                known(node, "deployments", names::checkDeployment),
                tags == null ? Map.of() : tags(tags),
                node.read("skills", SkillDemands.NONE, (skills, none) -> SkillDemands.from(skills, names)),
                Bounds.from(node, names, KEYS),
                not == null ? null : from(not, names));
    }

    private interface Check {
        boolean check(ConfigNode item);
    }

    private static List<String> known(ConfigNode node, String key, Check check) {
        List<String> found = new ArrayList<>();
        ConfigNode value = node.at(key);
        if (value != null) {
            for (ConfigNode item : value.itemsOrSelf()) {
                if (check.check(item)) {
                    found.add(item.text());
                }
            }
            if (value.itemsOrSelf().isEmpty()) {
                value.problem("expected at least one name");
            }
        }
        return found;
    }

    private static Map<String, List<String>> tags(ConfigNode node) {
        Map<String, List<String>> tags = new LinkedHashMap<>();
        node.entries().forEach((tag, values) -> tags.put(tag, values.texts()));
        return tags;
    }

    boolean admits(Model model, Deployment deployment, RoutingContext context) {
        return (models.isEmpty() || models.contains(model.name()))
                && (providers.isEmpty() || providers.contains(deployment.provider()))
                && (deployments.isEmpty() || deployments.contains(deployment.id()))
                && (tags.isEmpty() || tagged(deployment))
                && skills.admits(model, context)
                && bounds.admits(model, deployment, context)
                && (not == null || not.skills.absent(context) != null || !not.admits(model, deployment, context));
    }

    /** A value of the request that a skill is compared with and that is not given, so that its group is passed over; null where none. */
    @Nullable
    String absent(RoutingContext context) {
        String absent = skills.absent(context);
        return absent != null || not == null ? absent : not.absent(context);
    }

    /** What the selection leaves of a candidate; null where nothing. */
    @Nullable
    Candidate of(Candidate candidate, RoutingContext context) {
        return candidate.keeping(deployment -> admits(candidate.model(), deployment, context));
    }

    /** The candidate with its selected deployments first. */
    Candidate preferredOf(Candidate candidate, RoutingContext context) {
        return candidate.preferring(deployment -> admits(candidate.model(), deployment, context));
    }

    private boolean tagged(Deployment deployment) {
        for (Map.Entry<String, List<String>> tag : tags.entrySet()) {
            String value = deployment.tags().get(tag.getKey());
            if (value == null || !tag.getValue().contains(value)) {
                return false;
            }
        }
        return true;
    }

    /** For reasons: {@code providers bedrock, local; quality >= 0.8}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner("; ");
        add(text, "models", models);
        add(text, "providers", providers);
        add(text, "deployments", deployments);
        tags.forEach((tag, values) -> add(text, tag, values));
        if (!skills.isEmpty()) {
            text.add(skills.toString());
        }
        if (!bounds.isEmpty()) {
            text.add(bounds.toString());
        }
        if (not != null) {
            text.add("not " + not);
        }
        return text.toString();
    }

    private static void add(StringJoiner text, String what, List<String> items) {
        if (!items.isEmpty()) {
            text.add(what + " " + String.join(", ", items));
        }
    }
}
