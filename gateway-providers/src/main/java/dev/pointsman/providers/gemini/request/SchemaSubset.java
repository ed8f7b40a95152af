package dev.pointsman.providers.gemini.request;

import dev.pointsman.provider.chat.ChatRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON schema as the subset of OpenAPI's that {@code parameters} and {@code responseSchema} take. Built from a list of allowed keywords: what is
 * not on it is left out. References are inlined; a schema that refers to itself cannot be asked.
 */
final class SchemaSubset {
    /** Taken over as they are. */
    private static final Set<String> KEPT = Set.of("title", "description", "default", "example", "pattern");

    private static final Set<String> NUMBERS = Set.of(
            "minItems", "maxItems", "minProperties", "maxProperties", "minLength", "maxLength", "minimum", "maximum");
    private static final Set<String> TYPES = Set.of("STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT");
    private static final Set<String> STRING_FORMATS = Set.of("enum", "date-time");
    private static final Set<String> NUMBER_FORMATS = Set.of("float", "double", "int32", "int64");

    /** A schema that says one of these stands for itself; others only narrow the one around them. */
    private static final List<String> SUBSTANCE =
            List.of("type", "$ref", "properties", "items", "enum", "const", "anyOf", "oneOf", "allOf");

    /** References written out can grow without measure. */
    private static final int MOST_SCHEMAS = 5000;

    private static final int MOST_DEPTH = 64;

    private final JsonNode root;
    private final String at;
    private final Set<String> following = new LinkedHashSet<>();
    private int depth;
    private int schemas;

    private SchemaSubset(JsonNode root, String at) {
        this.root = root;
        this.at = at;
    }

    /** {@code at} is where the schema stands in the request, for errors. */
    static ObjectNode of(JsonNode schema, String at) {
        return new SchemaSubset(schema, at).rewrite(schema);
    }

    private ObjectNode rewrite(JsonNode schema) {
        if (!schema.isObject()) {
            return object().put("type", "STRING"); // true: anything
        }
        if (depth == MOST_DEPTH || ++schemas > MOST_SCHEMAS) {
            throw ChatRequest.invalid(at, at + ": the schema is too large for this model once written out");
        }
        depth++;
        ObjectNode out = whole(schema);
        depth--;
        return out;
    }

    private ObjectNode whole(JsonNode schema) {
        JsonNode reference = schema.path("$ref");
        if (!reference.isString()) {
            return schema.path("allOf").isArray() ? rewrite(merged(schema)) : plain(schema);
        }
        String name = reference.stringValue();
        if (!following.add(name)) {
            throw ChatRequest.invalid(
                    at, at + ": a schema that refers to itself (" + name + ") is not taken by this model");
        }
        ObjectNode out = rewrite(joined(schema, resolved(name)));
        following.remove(name);
        return out;
    }

    private JsonNode resolved(String reference) {
        JsonNode found = reference.equals("#") ? root : JsonNodeFactory.instance.missingNode();
        if (reference.startsWith("#/")) {
            found = root.at(JsonPointer.compile(reference.substring(1)));
        }
        if (!found.isObject()) {
            throw ChatRequest.invalid(at, at + ": " + reference + " refers to nothing in the schema");
        }
        return found;
    }

    /** The target with what stands beside the reference in place of its own. */
    private static ObjectNode joined(JsonNode schema, JsonNode target) {
        ObjectNode out = (ObjectNode) target.deepCopy();
        for (var field : schema.properties()) {
            if (!field.getKey().equals("$ref") && !field.getKey().equals("$defs")) {
                out.set(field.getKey(), field.getValue());
            }
        }
        return out;
    }

    /** All of {@code allOf} in one: properties and required ones joined, of other keywords the first. */
    private ObjectNode merged(JsonNode schema) {
        ObjectNode out = ((ObjectNode) schema).deepCopy();
        out.remove("allOf");
        for (JsonNode part : schema.path("allOf")) {
            JsonNode whole = part.path("$ref").isString()
                    ? joined(part, resolved(part.path("$ref").stringValue()))
                    : part;
            for (var field : whole.properties()) {
                merge(out, field.getKey(), field.getValue());
            }
        }
        return out;
    }

    private static void merge(ObjectNode out, String name, JsonNode value) {
        JsonNode before = out.path(name);
        if (before instanceof ObjectNode named && value.isObject() && name.equals("properties")) {
            value.properties().forEach(field -> named.set(field.getKey(), field.getValue()));
        } else if (before instanceof ArrayNode list && value.isArray() && !name.equals("enum")) {
            list.addAll((ArrayNode) value);
        } else if (before.isMissingNode()) {
            out.set(name, value.deepCopy());
        }
    }

    private ObjectNode plain(JsonNode schema) {
        ObjectNode out = object();
        type(schema, out);
        for (var field : schema.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (KEPT.contains(name) || (NUMBERS.contains(name) && value.isNumber())) {
                out.set(name, value);
            } else if (name.equals("nullable") && value.isBoolean()) {
                out.set(name, value);
            }
        }
        values(schema, out);
        alternatives(schema, out);
        if (!out.has("type") && !out.has("anyOf")) {
            out.put("type", guessed(schema));
        }
        format(schema, out);
        switch (out.path("type").asString("")) {
            case "OBJECT" -> properties(schema, out);
            case "ARRAY" -> items(schema, out);
            default -> {}
        }
        return out;
    }

    private static String guessed(JsonNode schema) {
        if (schema.has("properties")) {
            return "OBJECT";
        }
        return schema.has("items") || schema.has("prefixItems") ? "ARRAY" : "STRING";
    }

    private void type(JsonNode schema, ObjectNode out) {
        JsonNode type = schema.path("type");
        if (!type.isArray()) {
            String word = type.asString("").toUpperCase(Locale.ROOT);
            if (TYPES.contains(word)) {
                out.put("type", word);
            } else if (word.equals("NULL")) {
                out.put("type", "STRING").put("nullable", true);
            }
            return;
        }
        List<String> words = new ArrayList<>();
        for (JsonNode each : type) {
            String word = each.asString("").toUpperCase(Locale.ROOT);
            if (word.equals("NULL")) {
                out.put("nullable", true);
            } else if (TYPES.contains(word)) {
                words.add(word);
            }
        }
        if (words.size() == 1) {
            out.put("type", words.get(0));
        } else if (words.size() > 1) {
            ArrayNode any = out.putArray("anyOf");
            for (String word : words) {
                any.add(plain(ofType((ObjectNode) schema, word)));
            }
        }
    }

    private static ObjectNode ofType(ObjectNode schema, String type) {
        ObjectNode one = schema.deepCopy().put("type", type);
        one.remove(List.of("title", "description", "default", "anyOf", "oneOf"));
        return one;
    }

    /** {@code enum} holds strings only; other values are told as strings of the format {@code enum}. */
    private static void values(JsonNode schema, ObjectNode out) {
        JsonNode values = schema.has("const")
                ? JsonNodeFactory.instance.arrayNode().add(schema.path("const"))
                : schema.path("enum");
        if (!values.isArray() || out.has("anyOf")) {
            return;
        }
        ArrayNode words = JsonNodeFactory.instance.arrayNode();
        String type = "STRING";
        for (JsonNode value : values) {
            if (value.isNull()) {
                out.put("nullable", true);
                continue;
            }
            type = value.isIntegralNumber()
                    ? "INTEGER"
                    : value.isNumber() ? "NUMBER" : value.isBoolean() ? "BOOLEAN" : "STRING";
            words.add(value.isValueNode() ? value.asString() : value.toString());
        }
        if (!words.isEmpty()) {
            out.set("enum", words);
        }
        if (!out.has("type")) {
            out.put("type", type);
        }
        if (!out.path("type").asString("").equals("STRING")) {
            out.put("format", "enum");
        }
    }

    private void alternatives(JsonNode schema, ObjectNode out) {
        JsonNode given = schema.path("anyOf").isArray() ? schema.path("anyOf") : schema.path("oneOf");
        if (!given.isArray() || out.has("anyOf")) {
            return;
        }
        ArrayNode any = JsonNodeFactory.instance.arrayNode();
        for (JsonNode each : given) {
            if (each.path("type").asString("").equalsIgnoreCase("null")) {
                out.put("nullable", true);
            } else if (SUBSTANCE.stream().anyMatch(each::has)) {
                any.add(rewrite(each));
            }
        }
        if (any.size() == 1) {
            ObjectNode only = (ObjectNode) any.get(0);
            for (var field : only.properties()) {
                if (!out.has(field.getKey())) {
                    out.set(field.getKey(), field.getValue());
                }
            }
        } else if (!any.isEmpty()) {
            out.set("anyOf", any);
        }
    }

    private static void format(JsonNode schema, ObjectNode out) {
        String format = schema.path("format").asString("");
        boolean kept = switch (out.path("type").asString("")) {
            case "STRING" -> STRING_FORMATS.contains(format);
            case "NUMBER", "INTEGER" -> NUMBER_FORMATS.contains(format);
            default -> false;
        };
        if (kept && !out.has("format")) {
            out.put("format", format);
        }
    }

    private void properties(JsonNode schema, ObjectNode out) {
        JsonNode given = schema.path("properties");
        if (!given.isObject() || given.isEmpty()) {
            return;
        }
        ObjectNode properties = out.putObject("properties");
        for (var field : given.properties()) {
            properties.set(field.getKey(), rewrite(field.getValue()));
        }
        for (String name : new String[] {"required", "propertyOrdering"}) {
            ArrayNode known = JsonNodeFactory.instance.arrayNode();
            for (JsonNode each : schema.path(name)) {
                if (each.isString() && given.has(each.stringValue())) {
                    known.add(each);
                }
            }
            if (!known.isEmpty()) {
                out.set(name, known);
            }
        }
    }

    private void items(JsonNode schema, ObjectNode out) {
        if (out.has("items")) {
            return;
        }
        JsonNode items = schema.path("items");
        JsonNode several = items.isArray() ? items : schema.path("prefixItems");
        if (items.isObject()) {
            out.set("items", rewrite(items));
        } else if (several.isArray() && !several.isEmpty()) {
            ArrayNode any = JsonNodeFactory.instance.arrayNode();
            several.forEach(each -> any.add(rewrite(each)));
            out.set("items", any.size() == 1 ? any.get(0) : object().set("anyOf", any));
        } else {
            out.putObject("items").put("type", "STRING");
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
