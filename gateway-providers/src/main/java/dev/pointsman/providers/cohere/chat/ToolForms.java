package dev.pointsman.providers.cohere.chat;

import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.ChatTool;
import dev.pointsman.provider.chat.ToolCall;
import dev.pointsman.provider.chat.ToolChoice;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Tools, and calls of them, in Cohere's form, which is OpenAI's but for {@code strict} and the words of {@code tool_choice}. */
final class ToolForms {
    private ToolForms() {}

    /** Those that may be called: a choice that names some leaves only these. The caller's order stays. */
    static List<ChatTool> offered(ChatRequest request) {
        ToolChoice choice = request.toolChoice();
        List<String> names = choice == null ? List.of() : choice.names();
        return request.tools().stream()
                .filter(tool -> names.isEmpty() || names.contains(tool.name()))
                .toList();
    }

    /** Strictness holds for all tools or none; then schemas are cut to what the API takes. */
    static ArrayNode tools(List<ChatTool> offered, boolean strict) {
        ArrayNode tools = JsonNodeFactory.instance.arrayNode();
        for (ChatTool tool : offered) {
            if (tool.kind() != ChatTool.Kind.FUNCTION) {
                throw ChatRequest.invalid("tools", "tools: this provider takes functions only")
                        .withCode("unsupported_value");
            }
            ObjectNode function = tools.addObject()
                    .put("type", "function")
                    .putObject("function")
                    .put("name", tool.name());
            if (tool.description() != null) {
                function.put("description", tool.description());
            }
            function.set("parameters", parameters(tool.parameters(), strict));
        }
        return tools;
    }

    private static JsonNode parameters(@Nullable JsonNode parameters, boolean strict) {
        if (parameters == null) {
            ObjectNode none = JsonNodeFactory.instance.objectNode().put("type", "object");
            none.putObject("properties");
            return none;
        }
        return strict ? SchemaSubset.of(parameters) : parameters;
    }

    /** Null where the model is free to call. */
    static @Nullable String choice(@Nullable ToolChoice choice) {
        if (choice == null) {
            return null;
        }
        return switch (choice.mode()) {
            case NONE -> "NONE";
            case AUTO -> null;
            case REQUIRED, NAMED -> "REQUIRED";
        };
    }

    /** Calls of an earlier turn. */
    static ArrayNode calls(List<ToolCall> made) {
        ArrayNode calls = JsonNodeFactory.instance.arrayNode();
        for (ToolCall call : made) {
            calls.addObject()
                    .put("id", call.id())
                    .put("type", "function")
                    .putObject("function")
                    .put("name", call.name())
                    .put("arguments", call.arguments().toString());
        }
        return calls;
    }
}
