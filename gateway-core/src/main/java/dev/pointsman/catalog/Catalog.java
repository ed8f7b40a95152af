package dev.pointsman.catalog;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NameRule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All models of a policy, in its order; immutable. */
public final class Catalog {
    private final Map<String, Model> models = new LinkedHashMap<>();
    private final Levels levels;
    private final Map<String, Deployment> deployments = new LinkedHashMap<>();

    public Catalog(List<Model> models) {
        this(models, Levels.DEFAULT);
    }

    private Catalog(List<Model> models, Levels levels) {
        this.levels = levels;
        for (Model model : models) {
            this.models.put(model.name(), model);
            model.deployments().forEach(deployment -> deployments.putIfAbsent(deployment.id(), deployment));
        }
    }

    /** Reads {@code models}: a map of names; {@code auto} and names beginning with {@code auto:} or {@code router-} are the gateway's own. */
    public static Catalog from(ConfigNode node, ProviderTypes providers) {
        return from(node, providers, Levels.DEFAULT);
    }

    /** The same with a policy's own words for levels. */
    public static Catalog from(ConfigNode node, ProviderTypes providers, Levels levels) {
        List<Model> models = new ArrayList<>();
        node.entries().forEach((name, value) -> {
            NameRule.checkKey(node, name, "model");
            if (name.equals("auto") || name.startsWith("auto:") || name.startsWith("router-")) {
                node.problemAtKey(name, "model \"" + name + "\": the name is reserved");
            }
            models.add(Model.from(name, value, providers, levels));
        });
        if (models.isEmpty() && node.isMap()) {
            node.problem("expected at least one model");
        }
        return new Catalog(models, levels);
    }

    /** The words for levels of experience. */
    public Levels levels() {
        return levels;
    }

    public @Nullable Model model(String name) {
        return models.get(name);
    }

    public Collection<Model> models() {
        return List.copyOf(models.values());
    }

    /** By {@link Deployment#id()}. */
    public @Nullable Deployment deployment(String id) {
        return deployments.get(id);
    }

    public Collection<Deployment> deployments() {
        return List.copyOf(deployments.values());
    }
}
