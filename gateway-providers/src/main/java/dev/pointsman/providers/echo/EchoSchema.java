package dev.pointsman.providers.echo;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The plainest value that fits a JSON schema of the kind used for structured output and function arguments: every named property, the
 * first of an enum or of alternatives, as few items as allowed.
 */
final class EchoSchema {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int MAX_DEPTH = 12;

    private EchoSchema() {}

    static JsonNode instance(JsonNode schema) {
        return schema.isObject() ? value(schema, schema, 0) : NODES.objectNode();
    }

    private static JsonNode value(JsonNode schema, JsonNode root, int depth) {
        if (depth > MAX_DEPTH) {
            return NODES.nullNode();
        }
        if (schema.has("$ref")) {
            String ref = schema.path("$ref").asString("");
            return value(ref.startsWith("#") ? root.at(ref.substring(1)) : schema.path("none"), root, depth + 1);
        }
        if (schema.has("const")) {
            return schema.path("const");
        }
        if (schema.path("enum").has(0)) {
            return schema.path("enum").path(0);
        }
        for (String alternatives : new String[] {"anyOf", "oneOf", "allOf"}) {
            if (schema.path(alternatives).has(0)) {
                return value(schema.path(alternatives).path(0), root, depth + 1);
            }
        }
        JsonNode type = schema.path("type").isArray() ? schema.path("type").path(0) : schema.path("type");
        return switch (type.asString(schema.has("properties") ? "object" : "")) {
            case "object" -> object(schema, root, depth);
            case "array" -> array(schema, root, depth);
            case "string" -> NODES.stringNode(text(schema));
            case "integer" -> NODES.numberNode(schema.path("minimum").asLong(1));
            case "number" -> NODES.numberNode(schema.path("minimum").asDouble(1));
            case "boolean" -> NODES.booleanNode(true);
            default -> NODES.nullNode();
        };
    }

    private static ObjectNode object(JsonNode schema, JsonNode root, int depth) {
        ObjectNode object = NODES.objectNode();
        for (var property : schema.path("properties").properties()) {
            object.set(property.getKey(), value(property.getValue(), root, depth + 1));
        }
        return object;
    }

    private static ArrayNode array(JsonNode schema, JsonNode root, int depth) {
        ArrayNode array = NODES.arrayNode();
        int items = Math.min(16, Math.max(1, schema.path("minItems").asInt(1)));
        for (int i = 0; i < items; i++) {
            array.add(value(schema.path("items"), root, depth + 1));
        }
        return array;
    }

    private static String text(JsonNode schema) {
        return switch (schema.path("format").asString("")) {
            case "date" -> "2026-01-31";
            case "date-time" -> "2026-01-31T12:00:00Z";
            case "time" -> "12:00:00Z";
            case "email" -> "echo@example.com";
            case "uri" -> "https://example.com/";
            case "uuid" -> "00000000-0000-4000-8000-000000000000";
            default -> "echo".repeat(Math.min(256, (schema.path("minLength").asInt(1) + 3) / 4));
        };
    }
}
