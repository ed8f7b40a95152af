package dev.pointsman.providers.echo;

import dev.pointsman.config.ConfigNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One entry of {@code type: echo}. Keys: those of {@link EchoScript#KEYS} for all its models; {@code models}, a map from an upstream name
 * to the same keys for it alone; {@code dimensions} of its embeddings (64).
 */
record EchoSettings(EchoScript script, Map<String, EchoScript> models, int dimensions) {
    private static final int DIMENSIONS = 64;

    EchoSettings {
        models = Map.copyOf(models);
    }

    static EchoSettings from(ConfigNode node) {
        List<String> keys = new ArrayList<>(Arrays.asList(EchoScript.KEYS));
        keys.addAll(List.of("type", "models", "dimensions"));
        node.onlyKeys(keys.toArray(new String[0]));
        EchoScript script = EchoScript.from(node, EchoScript.PLAIN);
        Map<String, EchoScript> models = new LinkedHashMap<>();
        ConfigNode each = node.at("models");
        if (each != null) {
            for (Map.Entry<String, ConfigNode> model : each.entries().entrySet()) {
                model.getValue().onlyKeys(EchoScript.KEYS);
                models.put(model.getKey(), EchoScript.from(model.getValue(), script));
            }
        }
        ConfigNode dimensions = node.at("dimensions");
        return new EchoSettings(
                script, models, dimensions == null ? DIMENSIONS : dimensions.integer(1, 4096, DIMENSIONS));
    }

    EchoScript script(String model) {
        return models.getOrDefault(model, script);
    }
}
