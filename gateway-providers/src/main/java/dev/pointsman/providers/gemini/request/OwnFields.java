package dev.pointsman.providers.gemini.request;

import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.Drops;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Fields of Google's own that a client may send along: at the top of the request, under {@code google}, or under {@code extra_body.google} as
 * Google's endpoint for OpenAI's clients has it; in either spelling.
 */
final class OwnFields {
    private static final Set<String> NAMES = Set.of(
            "safetySettings",
            "cachedContent",
            "labels",
            "thinkingConfig",
            "generationConfig",
            "toolConfig",
            "responseModalities",
            "speechConfig",
            "imageConfig",
            "mediaResolution");
    private static final String[] SPELLINGS = {
        "safety_settings", "safetySettings",
        "cached_content", "cachedContent",
        "labels", "labels",
        "thinking_config", "thinkingConfig",
        "generation_config", "generationConfig",
        "tool_config", "toolConfig",
        "response_modalities", "responseModalities",
        "speech_config", "speechConfig",
        "image_config", "imageConfig",
        "media_resolution", "mediaResolution"
    };

    private final Map<String, JsonNode> values = new LinkedHashMap<>();

    OwnFields(ChatRequest request, Drops drops) {
        for (String spelling : SPELLINGS) {
            JsonNode value = request.field(spelling);
            if (value != null) {
                values.put(CamelCase.of(spelling), value);
            }
        }
        drops.mapped(SPELLINGS);
        JsonNode google = request.field("google");
        if (google != null && google.isObject()) {
            drops.mapped("google");
            nested("google", google, drops);
        }
        JsonNode body = request.field("extra_body");
        if (body != null && body.path("google").isObject()) {
            drops.mapped("extra_body");
            nested("extra_body.google", body.path("google"), drops);
        }
    }

    private void nested(String at, JsonNode fields, Drops drops) {
        for (var field : fields.properties()) {
            String name = CamelCase.of(field.getKey());
            if (NAMES.contains(name)) {
                values.put(name, field.getValue());
            } else {
                drops.lose(at + "." + field.getKey());
            }
        }
    }

    /** By Google's name; null where it is not given. */
    @Nullable
    JsonNode of(String name) {
        return values.get(name);
    }
}
