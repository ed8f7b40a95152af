package dev.pointsman.policy.random;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Which keys of a JSON Schema, and which words that it lists for a value, a document uses: by the place in the schema that tells of them. */
final class SchemaWords {
    private static final String PROPERTIES = "properties";
    private static final Set<String> ASIDE = Set.of(PROPERTIES, "$defs", "anyOf", "oneOf", "allOf", "items");

    private final JsonNode schema;
    private final Set<String> used = new TreeSet<>();

    SchemaWords(JsonNode schema) {
        this.schema = schema;
    }

    /** All there are, but for what the schema refuses altogether. */
    Set<String> all() {
        Set<String> all = new TreeSet<>();
        collect(schema, "", all);
        return all;
    }

    Set<String> used() {
        return used;
    }

    /** Takes in a document of maps, lists and texts. */
    void read(Object document) {
        read(schema, "", document);
    }

    private static void collect(JsonNode part, String place, Set<String> all) {
        part.path(PROPERTIES).propertyStream().forEach(key -> {
            if (!key.getValue().has("not") && !key.getValue().isBoolean()) {
                all.add(place + "/" + key.getKey());
            }
        });
        part.path("enum").forEach(word -> all.add(place + "=" + word.asString()));
        part.propertyStream()
                .filter(each -> !each.getKey().equals("not"))
                .forEach(each -> collect(each.getValue(), below(place, each.getKey()), all));
        for (int i = 0; part.isArray() && i < part.size(); i++) {
            collect(part.get(i), place, all);
        }
    }

    /** Keys of a map stand at the map, and whatever one of several ways to write a value allows at the value. */
    private static String below(String place, String key) {
        return ASIDE.contains(key) ? place : place + "/" + key;
    }

    private void read(JsonNode part, String place, Object value) {
        if (part.has("$ref")) {
            String name = part.path("$ref").asString().substring("#/$defs/".length());
            read(schema.path("$defs").path(name), "/" + name, value);
        }
        for (String either : List.of("anyOf", "oneOf", "allOf")) {
            part.path(either).forEach(each -> read(each, place, value));
        }
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, inner) -> readKey(part, place, (String) key, inner));
        } else if (value instanceof List<?> list) {
            list.forEach(item -> read(part.path("items"), place, item));
        } else if (value != null) {
            part.path("enum").forEach(word -> {
                if (word.asString().equals(value)) {
                    used.add(place + "=" + value);
                }
            });
        }
    }

    private void readKey(JsonNode part, String place, String key, Object value) {
        if (part.path(PROPERTIES).has(key)) {
            used.add(place + "/" + key);
            read(part.path(PROPERTIES).path(key), place + "/" + key, value);
        } else {
            read(part.path("additionalProperties"), place + "/additionalProperties", value);
        }
    }
}
