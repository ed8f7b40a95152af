package dev.pointsman.routing.reach;

import dev.pointsman.catalog.Capability;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.config.ConfigNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a selection ({@code only}, {@code require}) leaves no deployment of, whatever is asked: told from its names, tags and capabilities alone. */
final class Exclusion {
    private static final Set<String> FIXED = Set.of("models", "providers", "deployments", "tags", "can");
    /** Begins a value that is taken from the request. */
    private static final String OF_REQUEST = "request.";

    private Exclusion() {}

    static boolean of(ConfigNode selection, Model model) {
        return model.deployments().stream().noneMatch(deployment -> mayAdmit(selection, model, deployment));
    }

    private static boolean mayAdmit(ConfigNode selection, Model model, Deployment deployment) {
        for (Map.Entry<String, ConfigNode> entry : selection.entries().entrySet()) {
            ConfigNode value = entry.getValue();
            boolean refused = entry.getKey().equals("not")
                    ? surelyAdmits(value, model, deployment)
                    : FIXED.contains(entry.getKey())
                            && fixed(value)
                            && !holds(entry.getKey(), value, model, deployment);
            if (refused) {
                return false;
            }
        }
        return true;
    }

    private static boolean surelyAdmits(ConfigNode selection, Model model, Deployment deployment) {
        return selection.isMap()
                && !selection.entries().isEmpty()
                && selection.entries().entrySet().stream()
                        .allMatch(entry -> FIXED.contains(entry.getKey())
                                && fixed(entry.getValue())
                                && holds(entry.getKey(), entry.getValue(), model, deployment));
    }

    /** Whether no value is taken from the request. */
    private static boolean fixed(ConfigNode value) {
        return switch (value.kind()) {
            case NULL -> false;
            case SCALAR -> !value.text().startsWith(OF_REQUEST);
            case LIST -> value.items().stream().allMatch(Exclusion::fixed);
            case MAP -> value.entries().values().stream().allMatch(Exclusion::fixed);
        };
    }

    private static boolean holds(String key, ConfigNode value, Model model, Deployment deployment) {
        return switch (key) {
            case "models" -> value.texts().contains(model.name());
            case "providers" -> value.texts().contains(deployment.provider());
            case "deployments" -> value.texts().contains(deployment.id());
            case "can" -> value.texts().stream().allMatch(word -> model.can(capability(word)));
            default ->
                value.entries().entrySet().stream()
                        .allMatch(tag -> tag.getValue()
                                .texts()
                                .contains(deployment.tags().getOrDefault(tag.getKey(), "\0")));
        };
    }

    private static Capability capability(String word) {
        for (Capability each : List.of(Capability.values())) {
            if (each.name().equals(word.toUpperCase(Locale.ROOT).replace('-', '_'))) {
                return each;
            }
        }
        throw new IllegalArgumentException("can: " + word + " (expected: a capability that was checked)");
    }
}
