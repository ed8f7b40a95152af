package dev.pointsman.overload;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much the gateway takes on at a time: the policy's {@code overload}.
 *
 * @param inAll null where there is no limit
 * @param eachModel of every model that has none of its own; null where there is no limit
 * @param models of single models, by name
 */
public record OverloadSettings(
        @Nullable PlaceSettings inAll, @Nullable PlaceSettings eachModel, Map<String, PlaceSettings> models) {
    public static final OverloadSettings NONE = new OverloadSettings(null, null, Map.of());

    public OverloadSettings {
        models = Map.copyOf(models);
    }

    /**
     * Reads {@code overload}; notes mistakes where they stand.
     *
     * @param known names of models
     */
    public static OverloadSettings from(@Nullable ConfigNode node, Collection<String> known) {
        if (node == null) {
            return NONE;
        }
        node.onlyKeys("max_concurrent", "queue", "each_model", "models");
        ConfigNode concurrent = node.at("max_concurrent");
        ConfigNode queue = node.at("queue");
        QueueSettings waiting = QueueSettings.from(queue);
        if (queue != null && concurrent == null) {
            queue.problem("nothing waits here without a limit in all: expected max_concurrent beside it");
        }
        ConfigNode each = node.at("each_model");
        Map<String, PlaceSettings> models = new LinkedHashMap<>();
        ConfigNode own = node.orNothing("models");
        own.entries().forEach((name, settings) -> {
            if (!known.contains(name)) {
                own.problemAtKey(
                        name,
                        "unknown model \"" + name + "\" (expected: one of models)" + NearestWord.hint(name, known));
            }
            models.put(name, PlaceSettings.from(settings));
        });
        return new OverloadSettings(
                concurrent == null ? null : PlaceSettings.inAll(concurrent, waiting),
                each == null ? null : PlaceSettings.from(each),
                models);
    }

    /** Of one model; null where nothing limits it. */
    @Nullable
    PlaceSettings of(String model) {
        return models.getOrDefault(model, eachModel);
    }
}
