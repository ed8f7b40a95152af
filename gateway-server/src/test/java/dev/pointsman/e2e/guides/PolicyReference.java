package dev.pointsman.e2e.guides;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The policy's schema as a page: a table for the whole, then one for each kind of map it has, in the order in which they are first named, last the kinds of
 * plain values.
 */
final class PolicyReference {
    private static final String DEFINITIONS = "#/$defs/";
    /** Words of a schema that say what a value is; others only hold it to something. */
    private static final List<String> FORMS = List.of("type", "$ref", "const", "enum", "anyOf");

    private static final String HEAD = """
            # Policy reference

            Every key of the policy, made from [`config/gateway.schema.json`](../config/gateway.schema.json), which editors read too. What the keys are good for stands in
            the [policy guide](policy.md). In **bold**: needed. A test holds this page to the schema.

            """;

    private final JsonNode definitions;
    private final Map<String, JsonNode> found = new LinkedHashMap<>();
    private final Map<String, JsonNode> values = new TreeMap<>();
    private final StringBuilder page = new StringBuilder(HEAD);
    private final List<String> undescribed = new ArrayList<>();

    private PolicyReference(JsonNode schema) {
        definitions = schema.path("$defs");
        section("The whole", schema, "");
        for (int at = 0; at < found.size(); at++) { // a section may name more of them
            String name = List.copyOf(found.keySet()).get(at);
            JsonNode kind = found.get(name);
            section(name, kind, described(kind));
        }
        page.append("## Values\n\n| value | form | |\n|---|---|---|\n");
        values.forEach((name, kind) -> row("<a id=\"" + name + "\"></a>" + name, form(kind), described(kind)));
    }

    static PolicyReference of(JsonNode schema) {
        return new PolicyReference(schema);
    }

    String page() {
        return page.toString();
    }

    /** Keys of which the schema does not say what they are. */
    List<String> undescribed() {
        return undescribed;
    }

    private void section(String title, JsonNode kind, String about) {
        page.append("## ").append(title).append("\n\n");
        if (!about.isEmpty()) {
            page.append(about.substring(0, 1).toUpperCase(Locale.ROOT))
                    .append(about.substring(1))
                    .append(".\n\n");
        }
        page.append("| key | value | |\n|---|---|---|\n");
        keys(title, "", kind);
        page.append('\n');
    }

    /** The rows of a map's keys; maps that have no name of their own follow their key, as {@code key.inner}. */
    private void keys(String title, String before, JsonNode kind) {
        Set<String> needed =
                kind.path("required").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
        Stream.concat(
                        kind.path("properties").propertyStream(),
                        kind.path("patternProperties").propertyStream())
                .forEach(entry -> {
                    String name = before + written(entry.getKey());
                    String about = described(entry.getValue());
                    if (about.isEmpty()) {
                        undescribed.add(title + ": " + name);
                    }
                    row(
                            needed.contains(entry.getKey()) ? "**`" + name + "`**" : "`" + name + "`",
                            form(entry.getValue()),
                            about);
                    inner(title, name, entry.getValue());
                });
    }

    private void inner(String title, String name, JsonNode kind) {
        if (kind.path("properties").isObject()) {
            keys(title, name + ".", kind);
        }
        choices(kind).forEach(choice -> inner(title, name, choice));
        if (kind.path("items").isObject()) {
            inner(title, name, kind.path("items"));
        }
        if (kind.path("additionalProperties").isObject()) {
            inner(title, name + ".NAME", kind.path("additionalProperties"));
        }
    }

    private void row(String key, String form, String about) {
        page.append("| ")
                .append(key)
                .append(" | ")
                .append(cell(form))
                .append(" | ")
                .append(cell(about))
                .append(" |\n");
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }

    /** {@code ^header\..+} is how a schema writes {@code header.NAME}. */
    private static String written(String key) {
        return key.startsWith("^") ? key.replaceAll("[\\^\\\\]", "").replace(".+", "NAME") : key;
    }

    private String described(JsonNode kind) {
        String own = kind.path("description").asString("");
        if (!own.isEmpty()) {
            return own;
        }
        if (kind.has("$ref")) {
            return described(target(kind));
        }
        List<JsonNode> choices = choices(kind);
        return choices.size() == 1 ? described(choices.get(0)) : "";
    }

    private JsonNode target(JsonNode reference) {
        return definitions.path(reference.path("$ref").asString().substring(DEFINITIONS.length()));
    }

    /** What it may be, but for nothing at all. */
    private static List<JsonNode> choices(JsonNode kind) {
        return Stream.of("anyOf", "oneOf")
                .flatMap(word -> kind.path(word).valueStream())
                .filter(choice -> FORMS.stream().anyMatch(choice::has))
                .filter(choice -> !"null".equals(choice.path("type").asString("")))
                .toList();
    }

    private String form(JsonNode kind) {
        if (kind.has("$ref")) {
            return named(kind.path("$ref").asString().substring(DEFINITIONS.length()));
        }
        if (kind.has("const")) {
            return "`" + kind.path("const").asString() + "`";
        }
        if (kind.has("enum")) {
            return kind.path("enum")
                    .valueStream()
                    .map(each -> "`" + each.asString() + "`")
                    .collect(Collectors.joining(", "));
        }
        List<JsonNode> choices = choices(kind);
        if (!choices.isEmpty()) {
            String first = form(choices.get(0));
            boolean orList =
                    choices.size() == 2 && first.equals(form(choices.get(1).path("items")));
            return orList
                    ? first + " or a list"
                    : choices.stream().map(this::form).distinct().collect(Collectors.joining(" or "));
        }
        JsonNode type = kind.path("type");
        return type.isArray() ? "text" : plain(type.asString(""), kind); // a scalar of any kind is read as text
    }

    private String named(String name) {
        JsonNode kind = definitions.path(name);
        boolean map = kind.path("properties").isObject();
        if ((map ? found : values).putIfAbsent(name, kind) == null && !map) {
            form(kind); // kinds that only this one names
        }
        return "[" + name + "](#" + name.toLowerCase(Locale.ROOT) + ")";
    }

    private String plain(String type, JsonNode kind) {
        return switch (type) {
            case "boolean" -> "`true` or `false`";
            case "integer" -> "whole number" + range(kind);
            case "number" -> "number" + range(kind);
            case "array" -> "list of " + either(form(kind.path("items")));
            case "object" ->
                kind.path("additionalProperties").isObject()
                        ? "map of names to " + either(form(kind.path("additionalProperties")))
                        : "map";
            default -> "text";
        };
    }

    /** What a list or a map holds, so that it is not read as what stands in its place. */
    private static String either(String form) {
        return form.contains(" or ") || form.contains(", ") ? "(" + form + ")" : form;
    }

    private static String range(JsonNode kind) {
        String low = kind.path("minimum").asString("");
        String high = kind.path("maximum").asString("");
        if (low.isEmpty() || high.isEmpty()) {
            return low.isEmpty() ? high.isEmpty() ? "" : ", at most " + high : ", at least " + low;
        }
        return " " + low + " to " + high;
    }
}
