package dev.pointsman.providers.bedrock;

import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.ChatTool;
import dev.pointsman.provider.chat.Drops;
import dev.pointsman.provider.chat.ResponseFormat;
import dev.pointsman.provider.chat.ToolChoice;
import dev.pointsman.providers.bedrock.reply.ReplyShape;
import dev.pointsman.providers.claude.SchemaSubset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tools of a request, and which of them may or must be called. Bedrock knows no {@code none}: then no tools are told, unless the history has
 * calls, which it refuses without tools.
 */
final class ToolConfig {
    private final ChatRequest request;
    private final BedrockModel model;
    private final Turns turns;
    private final Drops drops;
    private final ArrayNode tools = JsonNodeFactory.instance.arrayNode();
    private @Nullable ObjectNode choice;

    /** {@code form}: what a tool must stand in for; null for none. */
    ToolConfig(ChatRequest request, BedrockModel model, Turns turns, @Nullable ResponseFormat form, Drops drops) {
        this.request = request;
        this.model = model;
        this.turns = turns;
        this.drops = drops;
        ToolChoice asked = request.toolChoice();
        boolean none = asked != null && asked.mode() == ToolChoice.Mode.NONE;
        if (!none || !turns.calledTools().isEmpty()) {
            offer(asked);
        }
        if (tools.isEmpty()) {
            turns.calledTools().forEach(this::remember);
        } else if (asked != null) {
            choice = choice(asked);
        }
        if (none && !tools.isEmpty()) {
            drops.lose("tool_choice");
        }
        if (form != null) {
            standIn(form, request.tools().isEmpty() || none);
        }
    }

    /** Value of {@code toolConfig}; null where there are no tools. */
    @Nullable
    ObjectNode json() {
        if (tools.isEmpty()) {
            return null;
        }
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.set("tools", tools);
        if (choice != null) {
            out.set("toolChoice", choice);
        }
        return out;
    }

    /** Whether some call must be made. */
    boolean forced() {
        return choice != null && (choice.has("any") || choice.has("tool"));
    }

    /** The model is left to choose after all. */
    void relax() {
        choice = auto();
        drops.lose("tool_choice");
    }

    /** Claude's own words for one call at a time, which Bedrock's form has no place for; null where that was not asked for. */
    @Nullable
    ObjectNode oneAtATime() {
        Boolean parallel = request.parallelToolCalls();
        if (parallel == null || parallel || tools.isEmpty()) {
            return null;
        }
        if (!model.isClaude()) {
            drops.lose("parallel_tool_calls");
            return null;
        }
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        String type =
                choice == null ? "auto" : choice.propertyNames().iterator().next();
        out.put("type", type);
        if (type.equals("tool")) {
            out.set("name", (choice == null ? out : choice).path("tool").path("name"));
        }
        return out.put("disable_parallel_tool_use", true);
    }

    private void offer(@Nullable ToolChoice asked) {
        List<String> allowed = asked == null || asked.mode() == ToolChoice.Mode.NAMED ? List.of() : asked.names();
        for (ChatTool tool : request.tools()) {
            if (allowed.isEmpty() || allowed.contains(tool.name())) {
                tools.add(tool(tool));
                mark(tool);
            }
        }
    }

    /** Nova keeps system and messages, and refuses marks among tools. */
    private void mark(ChatTool tool) {
        if (tool.cache() != null && model.caches() && !model.isClaude()) {
            drops.lose("tools.cache_control");
        } else {
            turns.blocks().mark(tool.cache(), tools);
        }
    }

    private JsonNode tool(ChatTool tool) {
        return switch (tool.kind()) {
            case FOREIGN -> foreign(tool);
            case CUSTOM ->
                throw ChatRequest.invalid("tools", "tools: this provider has no custom tool such as " + tool.name());
            case FUNCTION -> function(tool);
        };
    }

    /** Of Bedrock's own, such as {@code {"type": "systemTool", "systemTool": {"name": "nova_grounding"}}}. */
    private static JsonNode foreign(ChatTool tool) {
        JsonNode own = tool.json().path("systemTool");
        if (!own.isObject()) {
            throw ChatRequest.invalid(
                    "tools",
                    "tools: this provider has no tool of type "
                            + tool.json().path("type").asString(""));
        }
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.set("systemTool", own);
        return out;
    }

    private ObjectNode function(ChatTool tool) {
        boolean exact = tool.strict() && model.schema();
        if (tool.strict() && !exact) {
            drops.lose("tools.strict");
        }
        ObjectNode out = spec(tool.name(), tool.description(), tool.parameters(), exact && model.isClaude());
        if (exact && out.path("toolSpec") instanceof ObjectNode spec) {
            spec.put("strict", true);
        }
        return out;
    }

    private static ObjectNode spec(
            String name, @Nullable String description, @Nullable JsonNode parameters, boolean subset) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        ObjectNode spec = out.putObject("toolSpec").put("name", name);
        if (description != null && !description.isBlank()) {
            spec.put("description", description);
        }
        spec.putObject("inputSchema").set("json", inputSchema(parameters, subset));
        return out;
    }

    /** The root must be an object. */
    private static JsonNode inputSchema(@Nullable JsonNode parameters, boolean subset) {
        if (parameters == null || parameters.isEmpty()) {
            ObjectNode none = JsonNodeFactory.instance.objectNode().put("type", "object");
            none.putObject("properties");
            return none;
        }
        JsonNode schema = subset ? SchemaSubset.of(parameters) : parameters;
        if (schema.path("type").asString("").equals("object") || !(schema instanceof ObjectNode open)) {
            return schema;
        }
        return open.deepCopy().put("type", "object");
    }

    private void remember(String name) {
        tools.add(spec(name, null, null, false));
    }

    private void standIn(ResponseFormat form, boolean alone) {
        String description = form.description() == null ? "Answer in this form." : form.description();
        tools.add(spec(ReplyShape.JSON_TOOL, description, form.schema(), false));
        choice = JsonNodeFactory.instance.objectNode();
        if (alone) {
            choice.putObject("tool").put("name", ReplyShape.JSON_TOOL);
        } else {
            choice.putObject("any");
        }
    }

    private static ObjectNode choice(ToolChoice asked) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        switch (asked.mode()) {
            case NONE, AUTO -> out.putObject("auto");
            case REQUIRED -> out.putObject("any");
            case NAMED -> out.putObject("tool").put("name", asked.names().get(0));
        }
        return out;
    }

    private static ObjectNode auto() {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.putObject("auto");
        return out;
    }
}
