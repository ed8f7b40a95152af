package dev.pointsman.providers.ollama;

import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.ChatTool;
import dev.pointsman.provider.chat.Drops;
import dev.pointsman.provider.chat.ResponseFormat;
import dev.pointsman.provider.chat.ToolChoice;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One chat request as the body of {@code POST /api/chat}; what it loses on the way is in {@link #dropped}. */
final class OllamaRequest {
    private static final String[] MAPPED = {
        "max_tokens",
        "max_completion_tokens",
        "stop",
        "tools",
        "functions",
        "tool_choice",
        "function_call",
        "response_format",
        "reasoning_effort",
        "reasoning",
        "think",
        "logprobs",
        "top_logprobs",
        "options",
        "n"
    };
    /** Fields of Ollama's own that stand at the top, passed on as they are. */
    private static final String[] OWN = {"keep_alive", "truncate", "shift"};

    private static final JsonMapper MAPPER = new JsonMapper();

    private final ChatRequest request;
    private final String model;
    private final OllamaSettings settings;
    private final Drops drops;
    private final ObjectNode body = JsonNodeFactory.instance.objectNode();

    OllamaRequest(ChatRequest request, String model, boolean stream, OllamaSettings settings) {
        this.request = request;
        this.model = model;
        this.settings = settings;
        this.drops = request.drops().mapped(MAPPED).mapped(OWN).mapped(OllamaOptions.fields());
        if (request.choices() > 1) {
            throw ChatRequest.invalid("n", "n: this provider gives one choice (expected: 1)")
                    .withCode("unsupported_value");
        }
        body.put("model", model).put("stream", stream);
        body.set("messages", Conversation.of(request.messages(), drops));
        tools();
        ObjectNode options = OllamaOptions.of(request, settings.options());
        if (!options.isEmpty()) {
            body.set("options", options);
        }
        thinking();
        format();
        logprobs();
        own();
    }

    byte[] body() {
        return MAPPER.writeValueAsBytes(body);
    }

    List<String> dropped() {
        return drops.names();
    }

    /** Nothing makes a model call a tool; a choice that names some is kept by offering no others. */
    private void tools() {
        ToolChoice choice = request.toolChoice();
        ToolChoice.Mode mode = choice == null ? ToolChoice.Mode.AUTO : choice.mode();
        if (request.tools().isEmpty() || mode == ToolChoice.Mode.NONE) {
            return;
        }
        if (OllamaSettings.named(model, settings.noTools())) {
            drops.lose("tools");
            return;
        }
        if (mode != ToolChoice.Mode.AUTO) {
            drops.lose("tool_choice");
        }
        List<String> names = choice == null ? List.of() : choice.names();
        ArrayNode tools = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < request.tools().size(); i++) {
            ChatTool tool = request.tools().get(i);
            if (tool.kind() != ChatTool.Kind.FUNCTION) {
                throw ChatRequest.invalid("tools[" + i + "]", "tools[" + i + "]: this provider takes functions only");
            }
            if (names.isEmpty() || names.contains(tool.name())) {
                tools.add(function(tool));
            }
        }
        if (!tools.isEmpty()) {
            body.set("tools", tools);
        }
    }

    private ObjectNode function(ChatTool tool) {
        ObjectNode out = JsonNodeFactory.instance.objectNode().put("type", "function");
        ObjectNode function = out.putObject("function").put("name", tool.name());
        if (tool.description() != null) {
            function.put("description", tool.description());
        }
        if (tool.parameters() == null) {
            function.putObject("parameters").put("type", "object").putObject("properties");
        } else {
            function.set("parameters", tool.parameters());
        }
        if (tool.strict()) {
            drops.lose("tools.strict");
        }
        return out;
    }

    /** A model that does not think refuses every wish for it but not to. */
    private void thinking() {
        JsonNode own = request.field("think");
        String effort = request.reasoningEffort();
        JsonNode think = own != null || effort == null ? own : ThinkLevel.of(effort, model);
        if (think == null) {
            if (effort != null) {
                drops.lose("reasoning_effort");
            }
            return;
        }
        boolean off = think.isBoolean() && !think.booleanValue();
        if (!off && OllamaSettings.named(model, settings.noThinking())) {
            drops.lose(own == null ? "reasoning_effort" : "think");
        } else {
            body.set("think", think);
        }
    }

    private void format() {
        ResponseFormat format = request.responseFormat();
        if (format != null && format.schema() == null) {
            body.put("format", "json");
        } else if (format != null) {
            body.set("format", format.schema());
        }
    }

    private void logprobs() {
        JsonNode wanted = request.field("logprobs");
        JsonNode top = request.field("top_logprobs");
        if (wanted != null && wanted.isBoolean()) {
            body.set("logprobs", wanted);
        }
        if (top != null) {
            body.set("top_logprobs", top);
        }
    }

    private void own() {
        if (settings.keepAlive() != null) {
            body.set("keep_alive", settings.keepAlive());
        }
        for (String name : OWN) {
            JsonNode value = request.field(name);
            if (value != null) {
                body.set(name, value);
            }
        }
    }
}
