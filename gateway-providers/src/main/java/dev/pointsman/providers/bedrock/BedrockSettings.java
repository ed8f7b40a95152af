package dev.pointsman.providers.bedrock;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.provider.ProviderSettings;
import dev.pointsman.provider.Target;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One Bedrock of one region, ready to be called.
 *
 * <p>Keys of the policy beside {@code type}, {@code url}, {@code key} and those of {@link AccessSettings}: {@code region}, {@code models_url} (where
 * models are listed), {@code base_models} (from an id or ARN that hides its model to that model's id), {@code beta} (for Claude's
 * {@code anthropic_beta}), {@code guardrail} (id, version, trace, stream), {@code latency} (standard, optimized), {@code input_type} (for Cohere's
 * embeddings), {@code prefill} (refuse, continue).
 *
 * @param models where models are listed
 * @param guardrail value of {@code guardrailConfig}; null for none
 * @param latency "" for the provider's own choice
 * @param continues a turn of the user is added after a last turn of the assistant, where the model takes none
 */
record BedrockSettings(
        Place runtime,
        Place models,
        Access access,
        Map<String, String> baseModels,
        List<String> beta,
        @Nullable ObjectNode guardrail,
        String latency,
        String inputType,
        boolean continues,
        Duration connectTimeout) {
    /**
     * A host and what stands before its paths.
     *
     * @param path "" or begins with a slash and ends without one
     */
    record Place(Target target, String path) {
        static Place of(URI url) {
            String path = url.getRawPath() == null ? "" : url.getRawPath();
            return new Place(Target.of(url), path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
        }
    }

    /** The words of {@code prefill}. */
    enum Prefill {
        REFUSE,
        CONTINUE
    }

    /** The words of {@code latency}. */
    enum Latency {
        STANDARD,
        OPTIMIZED
    }

    private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-[0-9]{1,2}");
    private static final Pattern REGION_OF_HOST = Pattern.compile("bedrock[a-z-]*\\.(" + REGION + ")\\.");
    private static final URI NOWHERE = URI.create("http://invalid.invalid");

    BedrockSettings {
        baseModels = Map.copyOf(baseModels);
        beta = List.copyOf(beta);
    }

    /** Notes every mistake at its node; what it returns then is never called. */
    static BedrockSettings from(ProviderSettings settings) {
        ConfigNode node = settings.node();
        node.onlyKeys(
                "type",
                "url",
                "key",
                "keys",
                "region",
                "profile",
                "credentials_file",
                "access_key_id",
                "secret_access_key",
                "session_token",
                "models_url",
                "base_models",
                "beta",
                "guardrail",
                "latency",
                "input_type",
                "prefill");
        String region = region(settings);
        if (region == null && settings.url() == null) {
            node.problem("missing key \"region\", such as region: us-east-1");
        }
        ConfigNode inputType = node.at("input_type");
        ConfigNode latency = node.at("latency");
        ConfigNode prefill = node.at("prefill");
        return new BedrockSettings(
                Place.of(url(node, settings.url(), "bedrock-runtime", region)),
                models(node, settings.url(), region),
                new AccessSettings(settings, region).read(),
                baseModels(node),
                words(node.at("beta")),
                guardrail(node.at("guardrail")),
                latency == null ? "" : word(latency.oneOf(Latency.class, Latency.STANDARD)),
                inputType == null ? "search_document" : inputType.text(),
                prefill != null && prefill.oneOf(Prefill.class, Prefill.REFUSE) == Prefill.CONTINUE,
                settings.connectTimeout());
    }

    private static String word(Latency latency) {
        return latency == Latency.OPTIMIZED ? "optimized" : "standard";
    }

    /** As the policy says, else the environment, else the host. */
    private static @Nullable String region(ProviderSettings settings) {
        ConfigNode node = settings.node();
        ConfigNode given = node.at("region");
        if (given != null) {
            if (!REGION.matcher(given.text()).matches()) {
                given.problem("expected a region such as us-east-1");
            }
            return given.text();
        }
        if (settings.url() != null) {
            Matcher host = REGION_OF_HOST.matcher(settings.url());
            if (host.find()) {
                return host.group(1);
            }
        }
        for (String name : new String[] {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
            String value = node.environment().apply(name);
            if (value != null && REGION.matcher(value.strip()).matches()) {
                return value.strip();
            }
        }
        return null;
    }

    private static Place models(ConfigNode node, @Nullable String url, @Nullable String region) {
        ConfigNode given = node.at("models_url");
        return Place.of(url(node, given == null ? url : given.text(), "bedrock", region));
    }

    private static URI url(ConfigNode node, @Nullable String given, String service, @Nullable String region) {
        try {
            String domain = region != null && region.startsWith("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com";
            URI url = given != null
                    ? URI.create(given)
                    : region == null ? NOWHERE : URI.create("https://" + service + "." + region + domain);
            Target.of(url);
            return url;
        } catch (IllegalArgumentException malformed) {
            node.problem("url: expected a URL such as https://host");
            return NOWHERE;
        }
    }

    private static Map<String, String> baseModels(ConfigNode node) {
        Map<String, String> models = new HashMap<>();
        ConfigNode given = node.at("base_models");
        if (given != null) {
            given.entries().forEach((hidden, base) -> models.put(hidden, base.text()));
        }
        return models;
    }

    private static List<String> words(@Nullable ConfigNode node) {
        return node == null ? List.of() : new ArrayList<>(node.texts());
    }

    private static @Nullable ObjectNode guardrail(@Nullable ConfigNode node) {
        if (node == null) {
            return null;
        }
        node.onlyKeys("id", "version", "trace", "stream");
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        ConfigNode id = node.required("id");
        ConfigNode version = node.required("version");
        out.put("guardrailIdentifier", id == null ? "" : id.text());
        out.put("guardrailVersion", version == null ? "" : version.text());
        ConfigNode trace = node.at("trace");
        ConfigNode stream = node.at("stream");
        if (trace != null) {
            out.put("trace", trace.text());
        }
        if (stream != null) {
            out.put("streamProcessingMode", stream.text());
        }
        return out;
    }
}
