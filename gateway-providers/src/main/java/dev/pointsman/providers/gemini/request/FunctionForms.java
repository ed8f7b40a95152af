package dev.pointsman.providers.gemini.request;

import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.ChatTool;
import dev.pointsman.provider.chat.ToolChoice;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes tools, the choice among them, and what functions answered. Source: ai.google.dev, function calling (autumn 2026). */
final class FunctionForms {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.:-]{0,127}");

    private FunctionForms() {}

    /** One element with all functions, then one for each of Google's own tools. */
    static ArrayNode tools(List<ChatTool> offered, List<String> allowed, GeminiModel model) {
        ArrayNode tools = JsonNodeFactory.instance.arrayNode();
        ArrayNode functions = JsonNodeFactory.instance.arrayNode();
        int index = 0;
        for (ChatTool tool : offered) {
            String at = "tools[" + index++ + "]";
            switch (tool.kind()) {
                case FUNCTION -> {
                    if (allowed.isEmpty() || allowed.contains(tool.name())) {
                        functions.add(function(tool, model, at));
                    }
                }
                case FOREIGN -> tools.add(own(tool.json()));
                case CUSTOM ->
                    throw ChatRequest.invalid(at, at + ": this provider has no custom tool such as " + tool.name());
            }
        }
        if (!functions.isEmpty()) {
            tools.insertObject(0).set("functionDeclarations", functions);
        }
        return tools;
    }

    private static ObjectNode function(ChatTool tool, GeminiModel model, String at) {
        if (!NAME.matcher(tool.name()).matches()) {
            throw ChatRequest.invalid(
                    at + ".function.name",
                    at + ".function.name: expected a letter or _, then at most 127 letters, digits or _ . : -");
        }
        ObjectNode out = JsonNodeFactory.instance.objectNode().put("name", tool.name());
        if (tool.description() != null) {
            out.put("description", tool.description());
        }
        JsonNode parameters = tool.parameters();
        if (parameters == null || takesNothing(parameters)) {
            return out;
        }
        if (model.jsonSchema()) {
            out.set("parametersJsonSchema", JsonSchema.tidy(parameters));
        } else {
            out.set("parameters", SchemaSubset.of(parameters, at + ".function.parameters"));
        }
        return out;
    }

    private static boolean takesNothing(JsonNode schema) {
        String type = schema.path("type").asString("object");
        for (String part : new String[] {"$ref", "anyOf", "oneOf", "allOf", "patternProperties"}) {
            if (schema.has(part)) {
                return false;
            }
        }
        return type.equals("object")
                && schema.path("properties").isEmpty()
                && !schema.path("additionalProperties").isObject();
    }

    /** {@code {"type": "google_search", "google_search": {…}}}, or its settings beside the type; OpenAI's names of web search too. */
    private static ObjectNode own(JsonNode tool) {
        String type = tool.path("type").asString("");
        String name = type.startsWith("web_search") ? "googleSearch" : CamelCase.of(type);
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        if (type.startsWith("web_search")) {
            out.putObject(name);
            return out;
        }
        JsonNode settings = tool.path(type).isObject() ? tool.path(type) : tool.path(name);
        if (settings.isObject()) {
            return out.set(name, settings);
        }
        ObjectNode beside = out.putObject(name);
        for (var field : tool.properties()) {
            if (!field.getKey().equals("type")) {
                beside.set(field.getKey(), field.getValue());
            }
        }
        return out;
    }

    /** Null where there is nothing to say. {@code validated}: calls must fit their schemas. */
    static @Nullable ObjectNode choice(@Nullable ToolChoice choice, boolean validated) {
        if (choice == null && !validated) {
            return null;
        }
        ToolChoice.Mode mode = choice == null ? ToolChoice.Mode.AUTO : choice.mode();
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put(
                "mode",
                switch (mode) {
                    case NONE -> "NONE";
                    case AUTO -> validated ? "VALIDATED" : "AUTO";
                    case REQUIRED, NAMED -> "ANY";
                });
        boolean forced = mode == ToolChoice.Mode.REQUIRED || mode == ToolChoice.Mode.NAMED;
        if (choice != null && forced && !choice.names().isEmpty()) {
            ArrayNode names = config.putArray("allowedFunctionNames");
            choice.names().forEach(names::add);
        }
        return config;
    }

    /** An object as it is; anything else under {@code output}, a list read as JSON and the rest as the text it is. */
    static ObjectNode response(String text) {
        String plain = text.strip();
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        if (plain.startsWith("{") || plain.startsWith("[")) {
            try {
                JsonNode json = MAPPER.readTree(plain);
                return json instanceof ObjectNode object ? object : out.set("output", json);
            } catch (JacksonException notJson) {
                return out.put("output", text);
            }
        }
        return out.put("output", text);
    }
}
