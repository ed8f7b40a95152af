package dev.pointsman.providers.openai.responses;

import dev.pointsman.provider.chat.ChatTool;
import dev.pointsman.provider.chat.ToolChoice;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes tools and the choice among them, flat as the Responses API has them. Tools of other types are its own hosted ones, and stay. */
final class ToolList {
    private ToolList() {}

    static ArrayNode of(List<ChatTool> tools, @Nullable JsonNode webSearch) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (ChatTool tool : tools) {
            list.add(
                    switch (tool.kind()) {
                        case FUNCTION -> function(tool);
                        case CUSTOM -> custom(tool);
                        case FOREIGN -> tool.json();
                    });
        }
        if (webSearch instanceof ObjectNode options) {
            list.add(webSearch(options));
        }
        return list;
    }

    /** What is not said to be strict must be said not to be: here it would be otherwise. */
    private static ObjectNode function(ChatTool tool) {
        ObjectNode out = named("function", tool.name());
        if (tool.description() != null) {
            out.put("description", tool.description());
        }
        if (tool.parameters() == null) {
            out.putObject("parameters").put("type", "object").putObject("properties");
        } else {
            out.set("parameters", tool.parameters());
        }
        return out.put("strict", tool.strict());
    }

    private static ObjectNode custom(ChatTool tool) {
        ObjectNode out = named("custom", tool.name());
        if (tool.description() != null) {
            out.put("description", tool.description());
        }
        JsonNode format = tool.json().path("custom").path("format");
        if (format.path("grammar").isObject()) {
            ObjectNode flat = out.putObject("format").put("type", "grammar");
            flat.setAll((ObjectNode) format.path("grammar"));
        } else if (format.isObject()) {
            out.set("format", format);
        }
        return out;
    }

    private static ObjectNode webSearch(ObjectNode options) {
        ObjectNode out = JsonNodeFactory.instance.objectNode().put("type", "web_search");
        if (options.path("search_context_size").isString()) {
            out.set("search_context_size", options.path("search_context_size"));
        }
        if (options.path("user_location").path("approximate") instanceof ObjectNode place) {
            out.putObject("user_location").put("type", "approximate").setAll(place);
        }
        return out;
    }

    static JsonNode choice(ToolChoice choice, List<ChatTool> tools) {
        if (choice.mode() == ToolChoice.Mode.NAMED) {
            return chosen(choice.names().get(0), tools);
        }
        String mode = choice.mode() == ToolChoice.Mode.NONE
                ? "none"
                : choice.mode() == ToolChoice.Mode.REQUIRED ? "required" : "auto";
        if (choice.names().isEmpty()) {
            return JsonNodeFactory.instance.stringNode(mode);
        }
        ObjectNode allowed = JsonNodeFactory.instance
                .objectNode()
                .put("type", "allowed_tools")
                .put("mode", mode);
        ArrayNode list = allowed.putArray("tools");
        choice.names().forEach(name -> list.add(chosen(name, tools)));
        return allowed;
    }

    private static ObjectNode chosen(String name, List<ChatTool> tools) {
        for (ChatTool tool : tools) {
            if (tool.kind() == ChatTool.Kind.CUSTOM && tool.name().equals(name)) {
                return named("custom", name);
            }
        }
        return named("function", name);
    }

    private static ObjectNode named(String type, String name) {
        return JsonNodeFactory.instance.objectNode().put("type", type).put("name", name);
    }
}
