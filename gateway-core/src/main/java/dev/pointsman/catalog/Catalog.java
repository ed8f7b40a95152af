package dev.pointsman.catalog;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All models of a policy, in its order; immutable. */
public final class Catalog {
    private final Map<String, Model> models = new LinkedHashMap<>();
    private final Map<String, Deployment> deployments = new LinkedHashMap<>();

    public Catalog(List<Model> models) {
        for (Model model : models) {
            this.models.put(model.name(), model);
            model.deployments().forEach(deployment -> deployments.putIfAbsent(deployment.id(), deployment));
        }
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
