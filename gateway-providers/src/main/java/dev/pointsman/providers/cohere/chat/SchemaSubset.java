package dev.pointsman.providers.cohere.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON schema cut down to what structured outputs and strict tools take: what is taken out is told to the model in {@code description}, and an
 * object without required fields requires all, since the API wants one at least. What fits the result fits the schema as it was, but for the
 * keywords taken out. Source: docs.cohere.com, "Structured Outputs" (2026-08).
 */
final class SchemaSubset {
    private static final Set<String> KEPT = Set.of(
            "$ref", "type", "enum", "const", "description", "title", "required", "default", "additionalProperties");
    private static final Set<String> FORMATS = Set.of("date-time", "uuid", "date", "time");

    private SchemaSubset() {}

    static JsonNode of(JsonNode schema) {
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
                case "items" -> out.set(name, of(value));
                case "$schema", "$id", "$comment" -> {}
                case "format" -> keep(FORMATS.contains(value.asString("")), name, value, out, hints);
                case "pattern" -> keep(plain(value.asString("")), name, value, out, hints);
                default -> keep(KEPT.contains(name), name, value, out, hints);
            }
        }
        if (!out.path("properties").isEmpty()) {
            required(out);
        }
        if (!hints.isEmpty()) {
            String said = out.path("description").asString("");
            String told = "{" + String.join(", ", hints) + "}";
            out.put("description", said.isEmpty() ? told : said + "\n\n" + told);
        }
        return out;
    }

    private static void required(ObjectNode object) {
        if (!object.has("type")) {
            object.put("type", "object");
        }
        if (object.path("required").isEmpty()) {
            ArrayNode required = object.putArray("required");
            for (var field : object.path("properties").properties()) {
                required.add(field.getKey());
            }
        }
    }

    /** Whether an expression has none of the signs that are refused. */
    private static boolean plain(String pattern) {
        return !pattern.contains("^") && !pattern.contains("$") && !pattern.contains("?=") && !pattern.contains("?!");
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
