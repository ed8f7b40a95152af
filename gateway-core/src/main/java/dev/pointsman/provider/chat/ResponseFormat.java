package dev.pointsman.provider.chat;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * JSON that the answer must be.
 *
 * @param schema null for any JSON object
 * @param name of the schema; {@code response} where not given
 */
public record ResponseFormat(
        @Nullable JsonNode schema, String name, @Nullable String description, boolean strict) {}
