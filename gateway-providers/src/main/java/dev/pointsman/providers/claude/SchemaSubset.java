package dev.pointsman.providers.claude;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON schema cut down to what structured output and strict tools take. What is taken out is told to the model in {@code description}.
 * Source: Anthropic's TypeScript SDK, {@code lib/transform-json-schema.ts} (2026-08).
 */
public final class SchemaSubset {
    private static final Set<String> KEPT =
            Set.of("$ref", "type", "enum", "const", "description", "title", "required", "default");
    private static final Set<String> FORMATS =
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid");

    private SchemaSubset() {}

    public static JsonNode of(JsonNode schema) {
        if (!schema.isObject()) {
            return schema;
        }
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        List<String> hints = new ArrayList<>();
        for (var field : schema.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            switch (name) {
                case "$defs", "definitions", "properties" -> out.set(name, each(value));
                case "anyOf", "oneOf" -> out.set("anyOf", all(value));
                case "allOf" -> out.set(name, all(value));
                case "items" -> out.set(name, of(value));
                case "additionalProperties", "$schema", "$id" -> {}
                case "format" -> keep(FORMATS.contains(value.asString("")), name, value, out, hints);
                case "minItems" -> keep(value.asInt(2) <= 1, name, value, out, hints);
                default -> keep(KEPT.contains(name), name, value, out, hints);
            }
        }
        if (out.path("type").asString("").equals("object") || out.has("properties")) {
            out.put("type", "object").put("additionalProperties", false);
        }
        if (!hints.isEmpty()) {
            String said = out.path("description").asString("");
            String told = "{" + String.join(", ", hints) + "}";
            out.put("description", said.isEmpty() ? told : said + "\n\n" + told);
        }
        return out;
    }

    private static void keep(boolean kept, String name, JsonNode value, ObjectNode out, List<String> hints) {
        if (kept) {
            out.set(name, value);
        } else {
            hints.add(name + ": " + value);
        }
    }

    private static ObjectNode each(JsonNode named) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        for (var field : named.properties()) {
            out.set(field.getKey(), of(field.getValue()));
        }
        return out;
    }

    private static ArrayNode all(JsonNode list) {
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        list.forEach(schema -> out.add(of(schema)));
        return out;
    }
}
