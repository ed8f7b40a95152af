package dev.pointsman.dialect.messages;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Whether OpenAI's strict mode takes a JSON schema: every object lists all its properties as required and admits no other. Anthropic's own
 * limits are wider. Source: OpenAI, "Structured outputs" (2026-08).
 */
final class StrictSchema {
    private static final Set<String> REFUSED = Set.of(
            "allOf",
            "oneOf",
            "not",
            "if",
            "then",
            "else",
            "dependentRequired",
            "dependentSchemas",
            "patternProperties",
            "uniqueItems",
            "default");
    private static final int MAX_DEPTH = 10;

    private StrictSchema() {}

    static boolean admits(JsonNode schema) {
        return schema.path("type").asString("").equals("object") && admits(schema, 0);
    }

    private static boolean admits(JsonNode schema, int depth) {
        if (!schema.isObject()) {
            return true;
        }
        if (depth > MAX_DEPTH || REFUSED.stream().anyMatch(schema::has)) {
            return false;
        }
        JsonNode properties = schema.path("properties");
        boolean object = schema.path("type").asString("").equals("object") || properties.isObject();
        if (object && !closed(schema, properties)) {
            return false;
        }
        for (String holder : new String[] {"properties", "$defs", "definitions"}) {
            for (JsonNode each : schema.path(holder)) {
                if (!admits(each, depth + 1)) {
                    return false;
                }
            }
        }
        for (JsonNode each : schema.path("anyOf")) {
            if (!admits(each, depth + 1)) {
                return false;
            }
        }
        return admits(schema.path("items"), depth + 1);
    }

    private static boolean closed(JsonNode schema, JsonNode properties) {
        if (!schema.path("additionalProperties").isBoolean()
                || schema.path("additionalProperties").booleanValue()) {
            return false;
        }
        int named = 0;
        for (JsonNode name : schema.path("required")) {
            named += properties.has(name.asString("")) ? 1 : 0;
        }
        return named == properties.size();
    }
}
