package dev.pointsman.provider.chat;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A tool that is offered.
 *
 * @param name "" for a foreign one without
 * @param description null where not given
 * @param parameters a function's JSON schema; null where not given
 * @param strict the arguments must follow the schema exactly
 * @param json as the client wrote it
 */
public record ChatTool(
        Kind kind,
        String name,
        @Nullable String description,
        @Nullable JsonNode parameters,
        boolean strict,
        @Nullable CacheHint cache,
        JsonNode json) {
    /** A function; OpenAI's tool with free text as input; or of a type that OpenAI does not have. */
    public enum Kind {
        FUNCTION,
        CUSTOM,
        FOREIGN
    }
}
