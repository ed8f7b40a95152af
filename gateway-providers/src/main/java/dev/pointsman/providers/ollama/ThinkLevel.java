package dev.pointsman.providers.ollama;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code reasoning_effort} as the value of {@code think}. Source: ollama/ollama, docs/capabilities/thinking (2026-08). */
final class ThinkLevel {
    private ThinkLevel() {}

    /** Null where the word says nothing to Ollama. Models of gpt-oss know three levels, and cannot be told not to think. */
    static @Nullable JsonNode of(String effort, String model) {
        boolean three = model.contains("gpt-oss");
        return switch (effort) {
            case "none" -> three ? level("low") : JsonNodeFactory.instance.booleanNode(false);
            case "minimal", "low" -> level("low");
            case "medium", "high" -> level(effort);
            case "xhigh", "ultra", "max" -> level(three ? "high" : "max");
            default -> null;
        };
    }

    private static JsonNode level(String word) {
        return JsonNodeFactory.instance.stringNode(word);
    }
}
