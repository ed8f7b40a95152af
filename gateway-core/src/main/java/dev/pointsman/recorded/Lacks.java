package dev.pointsman.recorded;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why deployments could not take one very request, beyond what its endpoint tells.
 *
 * @param byDeployment "" where nothing stood against one
 * @param field of the request that most of them lack; null where it is none
 */
public record Lacks(
        Map<String, String> byDeployment, @Nullable String field) {
    public Lacks {
        byDeployment = Map.copyOf(byDeployment);
    }
}
