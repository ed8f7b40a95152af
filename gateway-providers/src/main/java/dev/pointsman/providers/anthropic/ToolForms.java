package dev.pointsman.providers.anthropic;

import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.ChatTool;
import dev.pointsman.provider.chat.ResponseFormat;
import dev.pointsman.provider.chat.ToolChoice;
import dev.pointsman.providers.claude.SchemaSubset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes tools and the choice among them in Anthropic's form. */
final class ToolForms {
    /** The tool that stands in for structured output where a model has none. */
    static final String JSON_TOOL = "json";

    /** What Anthropic's tools know beside OpenAI's. */
    private static final String[] OWN = {"defer_loading", "allowed_callers", "input_examples", "eager_input_streaming"};

    private ToolForms() {}

    /** An id as Anthropic takes it; one of other characters is rewritten, the same way wherever it stands. */
    static String id(String id) {
        boolean fits = !id.isEmpty();
        StringBuilder plain = new StringBuilder(id.length() + 9);
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            boolean kept = word || c == '_' || c == '-';
            plain.append(kept ? c : '_');
            fits &= kept;
        }
        return fits
                ? id
                : plain.append('_').append(Integer.toHexString(id.hashCode())).toString();
    }

    static ArrayNode tools(List<ChatTool> offered, List<String> allowed, boolean strict) {
        ArrayNode tools = JsonNodeFactory.instance.arrayNode();
        for (ChatTool tool : offered) {
            if (allowed.isEmpty() || allowed.contains(tool.name())) {
                tools.add(tool(tool, strict));
            }
        }
        return tools;
    }

    private static JsonNode tool(ChatTool tool, boolean strict) {
        return switch (tool.kind()) {
            case FOREIGN -> tool.json();
            case CUSTOM ->
                throw ChatRequest.invalid("tools", "tools: this provider has no custom tool such as " + tool.name());
            case FUNCTION -> function(tool, strict);
        };
    }

    private static ObjectNode function(ChatTool tool, boolean strict) {
        ObjectNode out = JsonNodeFactory.instance.objectNode().put("name", tool.name());
        if (tool.description() != null) {
            out.put("description", tool.description());
        }
        boolean exact = tool.strict() && strict;
        out.set("input_schema", inputSchema(tool.parameters(), exact));
        if (exact) {
            out.put("strict", true);
        }
        for (String field : OWN) {
            if (tool.json().has(field)) {
                out.set(field, tool.json().path(field));
            }
        }
        return ContentBlocks.marked(out, tool.cache());
    }

    /** The root must be an object. */
    private static JsonNode inputSchema(@Nullable JsonNode parameters, boolean exact) {
        if (parameters == null || parameters.isEmpty()) {
            ObjectNode none = JsonNodeFactory.instance.objectNode().put("type", "object");
            none.putObject("properties");
            return none;
        }
        JsonNode schema = exact ? SchemaSubset.of(parameters) : parameters;
        if (schema.path("type").asString("").equals("object") || !(schema instanceof ObjectNode open)) {
            return schema;
        }
        return open.deepCopy().put("type", "object");
    }

    /** Definitions of tools that only the history knows: the API refuses calls of tools it was not told of. */
    static ArrayNode remembered(Iterable<String> names) {
        ArrayNode tools = JsonNodeFactory.instance.arrayNode();
        for (String name : names) {
            tools.addObject().put("name", name).set("input_schema", inputSchema(null, false));
        }
        return tools;
    }

    static ObjectNode jsonTool(ResponseFormat format) {
        ObjectNode tool = JsonNodeFactory.instance
                .objectNode()
                .put("name", JSON_TOOL)
                .put("description", format.description() == null ? "Answer in this form." : format.description());
        tool.set("input_schema", inputSchema(format.schema(), false));
        return tool;
    }

    /** Null where there is nothing to say. */
    static @Nullable ObjectNode choice(@Nullable ToolChoice choice, @Nullable Boolean parallel) {
        ObjectNode out = null;
        if (choice != null) {
            out = of(
                    switch (choice.mode()) {
                        case NONE -> "none";
                        case AUTO -> "auto";
                        case REQUIRED -> "any";
                        case NAMED -> "tool";
                    });
            if (choice.mode() == ToolChoice.Mode.NAMED) {
                out.put("name", choice.names().get(0));
            }
        }
        if (parallel == null || parallel || (choice != null && choice.mode() == ToolChoice.Mode.NONE)) {
            return out;
        }
        return (out == null ? of("auto") : out).put("disable_parallel_tool_use", true);
    }

    private static ObjectNode of(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
