package dev.pointsman.upstream;

import dev.pointsman.api.FallbackCause;
import dev.pointsman.config.ConfigNode;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which models stand in for one that cannot answer, and when: the policy's {@code reliability.fallback} and {@code fallback_if}.
 *
 * @param models model name to those that stand in, best first. Not followed further: what stands in for a stand-in is not asked
 * @param causes what a model may be left for; all
 */
public record Fallbacks(Map<String, List<String>> models, Set<FallbackCause> causes) {
    public static final Fallbacks NONE = new Fallbacks(Map.of(), EnumSet.allOf(FallbackCause.class));

    public Fallbacks {
        models = Map.copyOf(models);
        causes = Set.copyOf(causes);
    }

    /** Names are not checked here: the policy's loader knows the models. */
    public static Fallbacks from(@Nullable ConfigNode fallback, @Nullable ConfigNode fallbackIf) {
        Map<String, List<String>> models = new LinkedHashMap<>();
        if (fallback != null) {
            fallback.entries().forEach((model, list) -> models.put(model, list.texts()));
        }
        Set<FallbackCause> causes = fallbackIf == null ? EnumSet.allOf(FallbackCause.class) : causes(fallbackIf);
        return new Fallbacks(models, causes);
    }

    private static Set<FallbackCause> causes(ConfigNode node) {
        Set<FallbackCause> causes = EnumSet.noneOf(FallbackCause.class);
        for (ConfigNode item : node.itemsOrSelf()) {
            causes.add(item.oneOf(FallbackCause.class, FallbackCause.UNAVAILABLE));
        }
        return causes;
    }

    /** Those that stand in for a model, best first; none where the policy names none. */
    public List<String> of(String model) {
        return models.getOrDefault(model, List.of());
    }

    /** The models to go to where a prompt is known not to fit before any call; none where the policy does not leave a model for that. */
    public Map<String, List<String>> whenTooLong() {
        return covers(FallbackCause.TOO_LONG) ? models : Map.of();
    }

    boolean covers(@Nullable FallbackCause cause) {
        return cause != null && causes.contains(cause);
    }
}
