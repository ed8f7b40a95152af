package dev.pointsman.catalog;

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
 */
public record Model(
        String name,
        List<Deployment> deployments,
        Balance balance,
        int contextTokens,
        @Nullable Set<Capability> can,
        Map<String, Double> quality,
        Map<String, Double> traits) {
    public Model {
        deployments = List.copyOf(deployments);
        can = can == null ? null : Set.copyOf(can);
        quality = Map.copyOf(quality);
        traits = Map.copyOf(traits);
    }

    public boolean can(Capability capability) {
        return can == null || can.contains(capability);
    }

    /** Expected quality for a task, else the default profile, else 0.5. */
    public double quality(@Nullable String task) {
        Double known = task == null ? null : quality.get(task);
        return known != null ? known : quality.getOrDefault("default", 0.5);
    }
}
