package dev.pointsman.dialect.messages;

import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.Drops;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes Anthropic's tools, and the choice among them, in OpenAI's form. Tools that Anthropic runs itself are lost. */
final class ToolForms {
    private ToolForms() {}

    static void write(ObjectNode request, ObjectNode chat, Drops drops) {
        ArrayNode tools = JsonNodeFactory.instance.arrayNode();
        Set<String> names = new HashSet<>();
        int index = 0;
        for (JsonNode tool : request.path("tools")) {
            String at = "tools." + index++;
            String type = tool.path("type").asString("custom");
            if (type.equals("custom")) {
                tools.add(function(tool, at, drops));
                names.add(tool.path("name").asString(""));
            } else {
                drops.lose("tools." + type);
            }
        }
        if (!tools.isEmpty()) {
            chat.set("tools", tools);
        }
        choice(request.path("tool_choice"), names, chat, drops);
    }

    private static ObjectNode function(JsonNode tool, String at, Drops drops) {
        String name = tool.path("name").asString("");
        if (name.isEmpty()) {
            throw ChatRequest.invalid(at + ".name", at + ".name: Field required");
        }
        JsonNode schema = tool.path("input_schema");
        if (!schema.isObject()) {
            throw ChatRequest.invalid(at + ".input_schema", at + ".input_schema: Field required");
        }
        ObjectNode out = JsonNodeFactory.instance.objectNode().put("type", "function");
        ObjectNode function = out.putObject("function").put("name", name);
        if (tool.path("description").isString()) {
            function.set("description", tool.path("description"));
        }
        function.set("parameters", schema);
        if (tool.path("strict").asBoolean(false)) {
            if (StrictSchema.admits(schema)) {
                function.put("strict", true);
            } else {
                drops.lose("tools.strict");
            }
        }
        for (String own : new String[] {"input_examples", "eager_input_streaming"}) {
            if (tool.path(own).asBoolean(false) || !tool.path(own).isEmpty()) {
                drops.lose("tools." + own);
            }
        }
        ContentParts.mark(out, tool);
        return out;
    }

    private static void choice(JsonNode choice, Set<String> names, ObjectNode chat, Drops drops) {
        if (!choice.isObject()) {
            return;
        }
        String type = choice.path("type").asString("");
        if (names.isEmpty()) {
            if (!type.equals("auto") && !type.equals("none")) {
                drops.lose("tool_choice");
            }
            return;
        }
        switch (type) {
            case "auto" -> chat.put("tool_choice", "auto");
            case "any" -> chat.put("tool_choice", "required");
            case "none" -> chat.put("tool_choice", "none");
            case "tool" -> {
                String name = choice.path("name").asString("");
                if (!names.contains(name)) {
                    throw ChatRequest.invalid(
                            "tool_choice.name", "tool_choice.name: no tool of that name is offered that can be called");
                }
                ObjectNode named = chat.putObject("tool_choice").put("type", "function");
                named.putObject("function").put("name", name);
            }
            default ->
                throw ChatRequest.invalid(
                        "tool_choice.type", "tool_choice.type: Input should be auto, any, tool or none");
        }
        if (choice.path("disable_parallel_tool_use").asBoolean(false) && !type.equals("none")) {
            chat.put("parallel_tool_calls", false);
        }
    }
}
