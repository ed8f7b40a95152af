package dev.pointsman.providers.openai;

import static dev.pointsman.provider.Feature.Support.EMULATED;
import static dev.pointsman.provider.Feature.Support.NONE;

import dev.pointsman.api.Endpoint;
import dev.pointsman.provider.Feature;
import dev.pointsman.provider.Features;

/**
 * What a type of OpenAI's form has, told from its dialect where that tells, else as of 2026-08. What only some models or set-ups of it have
 * counts as emulated.
 */
final class DialectFeatures {
    private DialectFeatures() {}

    static Features of(OpenAiDialect dialect) {
        Features features = Features.of(Feature.STREAM, Feature.SYSTEM, Feature.USAGE)
                .and(EMULATED, Feature.IMAGE_BYTES, Feature.IMAGE_URL, Feature.REASONING);
        features = taken(dialect, features, "tools", Feature.TOOLS);
        features = taken(dialect, features, "parallel_tool_calls", Feature.PARALLEL_TOOLS);
        features = taken(dialect, features, "tool_choice", Feature.TOOL_CHOICE);
        features = taken(dialect, features, "logprobs", Feature.LOGPROBS);
        boolean many = dialect.fields().takes("n") && !dialect.fields().most().containsKey("n");
        features = many ? features.and(Feature.Support.NATIVE, Feature.CHOICES) : features;
        features = dialect.has(Quirk.JSON_OBJECT_ONLY)
                ? features.and(EMULATED, Feature.JSON_SCHEMA)
                : taken(dialect, features, "response_format", Feature.JSON_SCHEMA);
        boolean replays = dialect.has(Quirk.REASONING_REPLAY)
                || dialect.has(Quirk.REASONING_AS_REASONING)
                || dialect.has(Quirk.MISTRAL_MESSAGES)
                || !dialect.has(Quirk.PLAIN_MESSAGES);
        features = replays ? features.and(Feature.Support.NATIVE, Feature.REASONING_REPLAY) : features;
        features = served(dialect, features, Endpoint.EMBEDDINGS, Feature.EMBEDDINGS);
        features = served(dialect, features, Endpoint.RERANK, Feature.RERANK);
        features = served(dialect, features, Endpoint.RESPONSES, Feature.RESPONSES);
        features = served(dialect, features, Endpoint.MODELS, Feature.MODELS);
        return ofType(dialect.type(), features);
    }

    private static Features taken(OpenAiDialect dialect, Features features, String field, Feature feature) {
        return dialect.fields().takes(field) ? features.and(Feature.Support.NATIVE, feature) : features;
    }

    private static Features served(OpenAiDialect dialect, Features features, Endpoint endpoint, Feature feature) {
        return dialect.endpoints().contains(endpoint) ? features.and(Feature.Support.NATIVE, feature) : features;
    }

    /** What no data of the dialect tells. */
    private static Features ofType(String type, Features features) {
        return switch (type) {
            case "openai", "azure" ->
                features.and(
                        Feature.Support.NATIVE,
                        Feature.IMAGE_BYTES,
                        Feature.IMAGE_URL,
                        Feature.FILES,
                        Feature.AUDIO,
                        Feature.REASONING,
                        Feature.CACHE_CONTROL);
            case "mistral" ->
                features.and(
                        Feature.Support.NATIVE,
                        Feature.IMAGE_BYTES,
                        Feature.IMAGE_URL,
                        Feature.FILES,
                        Feature.AUDIO,
                        Feature.REASONING);
            case "openrouter" -> features.and(EMULATED, Feature.FILES, Feature.AUDIO, Feature.CACHE_CONTROL);
            case "qwen" -> features.and(EMULATED, Feature.AUDIO, Feature.CACHE_CONTROL);
            case "openai-compatible", "vllm" -> features.and(EMULATED, Feature.FILES, Feature.AUDIO);
            case "deepseek", "cerebras" -> features.and(NONE, Feature.IMAGE_BYTES, Feature.IMAGE_URL);
            default -> features;
        };
    }
}
