package dev.pointsman.providers.ollama;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.ProviderSettings;
import dev.pointsman.provider.Target;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One server of Ollama's, ready to be called by its own API.
 *
 * <p>Keys of the policy beside {@code type}, {@code url}, {@code key} and {@code api}: {@code keep_alive} (how long a model stays loaded:
 * {@code 5m}, {@code 0}, {@code -1}), {@code options} (a map: what requests that do not say otherwise are asked with, such as
 * {@code num_ctx}), {@code no_thinking} and {@code no_tools} (lists of models, by the beginning of their names, that refuse them).
 *
 * @param base path before {@code /api/…}; "" at the root
 * @param keepAlive null to leave it to the server
 * @param options nobody changes it
 */
record OllamaSettings(
        Target target,
        String base,
        @Nullable Secret key,
        @Nullable JsonNode keepAlive,
        ObjectNode options,
        List<String> noThinking,
        List<String> noTools,
        Duration connectTimeout) {
    private static final URI NOWHERE = URI.create("http://invalid.invalid");

    /** Notes every mistake at its node; what it returns then is never called. */
    static OllamaSettings from(ProviderSettings settings) {
        ConfigNode node = settings.node();
        node.onlyKeys("type", "url", "key", "keys", "api", "keep_alive", "options", "no_thinking", "no_tools");
        URI url = url(settings);
        ConfigNode keepAlive = node.at("keep_alive");
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        return new OllamaSettings(
                Target.of(url),
                path.endsWith("/") ? path.substring(0, path.length() - 1) : path,
                settings.key(),
                keepAlive == null ? null : scalar(keepAlive.text()),
                options(node.at("options")),
                names(node.at("no_thinking")),
                names(node.at("no_tools")),
                settings.connectTimeout());
    }

    private static URI url(ProviderSettings settings) {
        try {
            URI url = URI.create(settings.url() == null ? OllamaFactory.OWN_URL : settings.url());
            Target.of(url);
            return url;
        } catch (IllegalArgumentException malformed) {
            settings.node().problem("url: expected a URL such as " + OllamaFactory.OWN_URL);
            return NOWHERE;
        }
    }

    private static ObjectNode options(@Nullable ConfigNode node) {
        ObjectNode options = JsonNodeFactory.instance.objectNode();
        if (node == null) {
            return options;
        }
        for (Map.Entry<String, ConfigNode> each : node.entries().entrySet()) {
            String name = each.getKey();
            if (!OllamaOptions.OWN.contains(name)) {
                node.problemAtKey(
                        name, "unknown option \"" + name + "\" (expected: one such as num_ctx, top_k, min_p)");
            } else {
                options.set(name, scalar(each.getValue().text()));
            }
        }
        return options;
    }

    /** A number or a boolean where it reads like one, else text. */
    private static JsonNode scalar(String text) {
        if (text.equals("true") || text.equals("false")) {
            return JsonNodeFactory.instance.booleanNode(text.equals("true"));
        }
        try {
            return text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '-')
                    ? JsonNodeFactory.instance.numberNode(Long.parseLong(text))
                    : JsonNodeFactory.instance.numberNode(Double.parseDouble(text));
        } catch (NumberFormatException words) {
            return JsonNodeFactory.instance.stringNode(text);
        }
    }

    private static List<String> names(@Nullable ConfigNode node) {
        return node == null ? List.of() : node.texts();
    }

    static boolean named(String model, List<String> beginnings) {
        return beginnings.stream().anyMatch(model::startsWith);
    }
}
