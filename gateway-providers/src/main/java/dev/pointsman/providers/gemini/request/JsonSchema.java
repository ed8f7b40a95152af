package dev.pointsman.providers.gemini.request;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON schema for the fields that take one as it is ({@code parametersJsonSchema}, {@code responseJsonSchema}), rid of what these still refuse:
 * keywords beside {@code $ref} but a description and a default, {@code const}, exclusive bounds, and notes for tools. Source: ai.google.dev,
 * structured output (autumn 2026).
 */
final class JsonSchema {
    private static final Set<String> REFUSED = Set.of(
            "$schema",
            "$id",
            "$comment",
            "discriminator",
            "examples",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "strict");
    private static final Set<String> BESIDE_REF = Set.of("$ref", "$defs", "definitions", "description", "default");
    private static final Set<String> NAMED = Set.of("properties", "$defs", "definitions");
    private static final Set<String> LISTS = Set.of("anyOf", "oneOf", "allOf", "prefixItems");
    private static final Set<String> SCHEMAS = Set.of("items", "additionalProperties");

    private JsonSchema() {}

    static JsonNode tidy(JsonNode schema) {
        if (!schema.isObject()) {
            return schema;
        }
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        boolean refers = schema.path("$ref").isString();
        for (var field : schema.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (REFUSED.contains(name) || (refers && !BESIDE_REF.contains(name))) {
                continue;
            }
            if (NAMED.contains(name) && value.isObject()) {
                out.set(name, each(value));
            } else if (LISTS.contains(name) && value.isArray()) {
                out.set(name, all(value));
            } else if (SCHEMAS.contains(name)) {
                out.set(name, tidy(value));
            } else if (name.equals("const")) {
                out.putArray("enum").add(value);
            } else {
                out.set(name, value);
            }
        }
        return out;
    }

    private static ObjectNode each(JsonNode named) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        for (var field : named.properties()) {
            out.set(field.getKey(), tidy(field.getValue()));
        }
        return out;
    }

    private static ArrayNode all(JsonNode list) {
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        list.forEach(schema -> out.add(tidy(schema)));
        return out;
    }
}
