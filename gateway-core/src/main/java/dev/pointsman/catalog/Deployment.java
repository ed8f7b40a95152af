package dev.pointsman.catalog;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One place that serves a model.
 *
 * @param provider name of the provider in the policy ({@code local})
 * @param upstreamModel the provider's own name of the model ({@code qwen3-8b})
 * @param weight share under weighted balancing, 0..1000; 0 takes no traffic there
 * @param price null where it is not known
 * @param tags free labels such as {@code region: eu}, for rules
 */
public record Deployment(
        String provider,
        String upstreamModel,
        int weight,
        @Nullable Price price,
        Map<String, String> tags) {
    public Deployment {
        tags = Map.copyOf(tags);
    }

    /** {@code provider/model}: its name in policies, headers, metrics and records. */
    public String id() {
        return provider + "/" + upstreamModel;
    }
}
