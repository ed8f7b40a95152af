package dev.pointsman.dialect.responses;

import static dev.pointsman.dialect.responses.InputParts.invalid;

import dev.pointsman.provider.chat.Drops;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code tools} and {@code tool_choice}, which are flat here and nested in chats. */
final class ChatTools {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Set<String> FUNCTION = Set.of("name", "description", "parameters", "strict");
    private static final Set<String> OUTSIDE = Set.of("cache_control");
    private static final String TYPE = "type";

    private ChatTools() {}

    static ArrayNode tools(JsonNode tools, Drops losses) {
        if (!tools.isArray()) {
            throw invalid("tools", "expected a list");
        }
        ArrayNode made = JSON.arrayNode();
        for (JsonNode tool : tools) {
            String at = "tools[" + made.size() + "]";
            if (tool.path("name").asString("").isEmpty()) {
                throw invalid(at + ".name", "expected the name of a tool");
            }
            made.add(
                    switch (tool.path(TYPE).asString("")) {
                        case "function" -> function(tool, losses);
                        case "custom" -> custom(tool);
                        default -> throw invalid(at + ".type", "expected function or custom");
                    });
        }
        return made;
    }

    private static ObjectNode function(JsonNode tool, Drops losses) {
        ObjectNode function = JSON.objectNode();
        ObjectNode made = JSON.objectNode().put(TYPE, "function");
        made.set("function", function);
        for (var member : tool.properties()) {
            String name = member.getKey();
            JsonNode value = member.getValue();
            if (FUNCTION.contains(name) && !value.isNull()) {
                function.set(name, value);
            } else if (OUTSIDE.contains(name)) {
                made.set(name, value);
            } else if (!name.equals(TYPE) && !value.isNull() && !(value.isBoolean() && !value.booleanValue())) {
                losses.lose("tools." + name);
            }
        }
        return made;
    }

    private static ObjectNode custom(JsonNode tool) {
        ObjectNode custom = JSON.objectNode().put("name", tool.path("name").asString(""));
        if (tool.path("description").isString()) {
            custom.set("description", tool.path("description"));
        }
        JsonNode format = tool.path("format");
        if (format.path(TYPE).asString("").equals("grammar")) {
            ObjectNode grammar = custom.putObject("format").put(TYPE, "grammar").putObject("grammar");
            grammar.set("syntax", format.path("syntax"));
            grammar.set("definition", format.path("definition"));
        } else if (format.isObject()) {
            custom.set("format", format);
        }
        ObjectNode made = JSON.objectNode().put(TYPE, "custom");
        made.set("custom", custom);
        return made;
    }

    static JsonNode choice(JsonNode choice) {
        if (choice.isString()) {
            return choice;
        }
        if (!choice.path(TYPE).asString("").equals("allowed_tools")) {
            return named(choice, "tool_choice");
        }
        ObjectNode made = JSON.objectNode().put(TYPE, "allowed_tools");
        ObjectNode allowed = made.putObject("allowed_tools");
        allowed.put("mode", choice.path("mode").asString("auto"));
        ArrayNode tools = allowed.putArray("tools");
        for (JsonNode tool : choice.path("tools")) {
            tools.add(named(tool, "tool_choice.tools[" + tools.size() + "]"));
        }
        return made;
    }

    private static ObjectNode named(JsonNode choice, String at) {
        String type = choice.path(TYPE).asString("");
        String name = choice.path("name").asString("");
        if (name.isEmpty() || !(type.equals("function") || type.equals("custom"))) {
            throw invalid(at, "expected none, auto, required, allowed_tools, or the name of a function or custom tool");
        }
        ObjectNode made = JSON.objectNode().put(TYPE, type);
        made.putObject(type).put("name", name);
        return made;
    }
}
