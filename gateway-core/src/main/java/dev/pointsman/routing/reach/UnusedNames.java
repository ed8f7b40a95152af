package dev.pointsman.routing.reach;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.ConfigProblems;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Warns of models that a policy defines and no key may reach. */
public final class UnusedNames {
    private UnusedNames() {}

    /**
     * Of a whole policy in which no mistake was noted. A model is out of reach where every key lists what it may use, and neither a list
     * nor a fallback has it or a deployment of it.
     */
    public static void check(ConfigNode root, ConfigProblems warnings) {
        Set<String> allowed = new HashSet<>();
        if (root.orNothing("keys").items().isEmpty()) {
            return;
        }
        for (ConfigNode key : root.orNothing("keys").items()) {
            ConfigNode models = key.at("models");
            if (models == null) {
                return;
            }
            allowed.addAll(models.texts());
        }
        collect(root.orNothing("reliability").orNothing("fallback"), allowed);
        for (Map.Entry<String, ConfigNode> model :
                root.orNothing("models").entries().entrySet()) {
            Set<String> deployments = new HashSet<>();
            collect(model.getValue(), deployments);
            if (!allowed.contains(model.getKey()) && deployments.stream().noneMatch(allowed::contains)) {
                warnings.add(model.getValue().place(), model.getValue().path(), "no key may use this model");
            }
        }
    }

    private static void collect(ConfigNode node, Set<String> texts) {
        switch (node.kind()) {
            case NULL -> {}
            case SCALAR -> texts.add(node.text());
            case LIST -> node.items().forEach(item -> collect(item, texts));
            case MAP -> node.entries().values().forEach(value -> collect(value, texts));
        }
    }
}
