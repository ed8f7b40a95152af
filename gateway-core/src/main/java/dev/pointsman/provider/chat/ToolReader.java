package dev.pointsman.provider.chat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads {@code tools} and {@code tool_choice}, or the deprecated {@code functions} and {@code function_call}. */
final class ToolReader {
    private ToolReader() {}

    static List<ChatTool> tools(JsonNode body) {
        List<ChatTool> tools = new ArrayList<>();
        int index = 0;
        for (JsonNode tool : body.path("tools")) {
            tools.add(tool(tool, "tools[" + index++ + "]"));
        }
        if (body.path("tools").isEmpty()) {
            for (JsonNode function : body.path("functions")) {
                tools.add(function(function, function, "functions[" + index++ + "]"));
            }
        }
        return List.copyOf(tools);
    }

    private static ChatTool tool(JsonNode tool, String at) {
        if (tool.path("function").isObject()) {
            return function(tool, tool.path("function"), at + ".function");
        }
        JsonNode custom = tool.path("custom");
        if (custom.isObject()) {
            return new ChatTool(
                    ChatTool.Kind.CUSTOM,
                    name(custom, at + ".custom"),
                    custom.path("description").asString(null),
                    null,
                    false,
                    CacheHint.of(tool),
                    tool);
        }
        if (!tool.isObject() || !tool.path("type").isString()) {
            throw ChatRequest.invalid(at, at + " is no tool: expected a type and a function");
        }
        return new ChatTool(
                ChatTool.Kind.FOREIGN, tool.path("name").asString(""), null, null, false, CacheHint.of(tool), tool);
    }

    private static ChatTool function(JsonNode tool, JsonNode function, String at) {
        JsonNode parameters = function.path("parameters");
        return new ChatTool(
                ChatTool.Kind.FUNCTION,
                name(function, at),
                function.path("description").asString(null),
                parameters.isObject() ? parameters : null,
                function.path("strict").asBoolean(false),
                CacheHint.of(tool) == null ? CacheHint.of(function) : CacheHint.of(tool),
                tool);
    }

    private static String name(JsonNode holder, String at) {
        String name = holder.path("name").asString("");
        if (name.isEmpty()) {
            throw ChatRequest.invalid(at + ".name", at + " needs a name");
        }
        return name;
    }

    static @Nullable ToolChoice choice(JsonNode body) {
        JsonNode choice = body.path("tool_choice");
        if (choice.isMissingNode() || choice.isNull()) {
            choice = body.path("function_call");
        }
        if (choice.isString()) {
            return switch (choice.stringValue()) {
                case "none" -> new ToolChoice(ToolChoice.Mode.NONE, List.of());
                case "auto" -> new ToolChoice(ToolChoice.Mode.AUTO, List.of());
                case "required", "any" -> new ToolChoice(ToolChoice.Mode.REQUIRED, List.of());
                default -> throw unknown();
            };
        }
        if (!choice.isObject()) {
            return null;
        }
        JsonNode allowed = choice.path("allowed_tools");
        if (allowed.isObject()) {
            List<String> names = new ArrayList<>();
            allowed.path("tools").forEach(tool -> names.add(named(tool)));
            boolean required = allowed.path("mode").asString("auto").equals("required");
            return new ToolChoice(required ? ToolChoice.Mode.REQUIRED : ToolChoice.Mode.AUTO, names);
        }
        return new ToolChoice(ToolChoice.Mode.NAMED, List.of(named(choice)));
    }

    private static String named(JsonNode tool) {
        for (String holder : new String[] {"function", "custom"}) {
            String name = tool.path(holder).path("name").asString("");
            if (!name.isEmpty()) {
                return name;
            }
        }
        String flat = tool.path("name").asString("");
        if (flat.isEmpty()) {
            throw unknown();
        }
        return flat;
    }

    private static RuntimeException unknown() {
        return ChatRequest.invalid("tool_choice", "tool_choice: expected none, auto, required or a tool's name");
    }
}
