package dev.pointsman.providers.anthropic;

import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.Drops;
import dev.pointsman.provider.chat.ResponseFormat;
import dev.pointsman.provider.chat.ToolChoice;
import dev.pointsman.providers.claude.ClaudeModel;
import dev.pointsman.providers.claude.Sampling;
import dev.pointsman.providers.claude.SchemaSubset;
import dev.pointsman.providers.claude.Thinking;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One chat request as the body of {@code POST /v1/messages}; what it loses on the way is in {@link #dropped}. */
final class MessagesRequest {
    /** Fields of Anthropic's own, that a client may send along: passed on as they are. */
    private static final String[] OWN = {
        "mcp_servers", "container", "context_management", "cache_control", "inference_geo"
    };

    private static final String JSON_ONLY = "Answer with a single JSON object only.";
    private static final int MOST_MARKS = 4;
    private static final JsonMapper MAPPER = new JsonMapper();

    private final ChatRequest request;
    private final ClaudeModel model;
    private final AnthropicSettings settings;
    private final Drops drops;
    private final Turns turns;
    private final @Nullable ResponseFormat format;
    private final ObjectNode body = JsonNodeFactory.instance.objectNode();

    MessagesRequest(ChatRequest request, String modelName, AnthropicSettings settings) {
        this.request = request;
        this.model = ClaudeModel.of(modelName);
        this.settings = settings;
        this.drops = request.drops()
                .mapped(
                        "max_tokens",
                        "max_completion_tokens",
                        "temperature",
                        "top_p",
                        "top_k",
                        "stop",
                        "user",
                        "safety_identifier",
                        "service_tier",
                        "tools",
                        "functions",
                        "tool_choice",
                        "function_call",
                        "parallel_tool_calls",
                        "response_format",
                        "reasoning_effort",
                        "reasoning",
                        "thinking",
                        "output_config",
                        "n")
                .mapped(OWN);
        this.format = request.responseFormat();
        this.turns = new Turns(request.messages(), model.reasoning() != ClaudeModel.Reasoning.NONE, drops);
        if (request.choices() > 1) {
            throw ChatRequest.invalid("n", "n: this provider gives one choice (expected: 1)")
                    .withCode("unsupported_value");
        }
        body.put("model", modelName);
        endOfTurns();
        tools();
        Thinking thinking = thinking();
        system();
        body.set("messages", turns.messages());
        sampling(thinking);
        output(thinking);
        rest();
        limitMarks();
    }

    byte[] body(boolean stream) {
        if (stream) {
            body.put("stream", true);
        }
        return MAPPER.writeValueAsBytes(body);
    }

    List<String> dropped() {
        return drops.names();
    }

    private void endOfTurns() {
        if (!turns.endsWithAssistant()) {
            return;
        }
        if (model.prefill()) {
            turns.trimLast();
        } else if (settings.continues()) {
            turns.addUser("Continue.");
        } else {
            throw ChatRequest.invalid(
                    "messages",
                    "messages: this model takes no last message of the assistant (expected: of the user or a tool)");
        }
    }

    private boolean jsonTool() {
        return format != null && format.schema() != null && !model.schema();
    }

    private void tools() {
        ToolChoice choice = request.toolChoice();
        boolean limited = choice != null && choice.mode() != ToolChoice.Mode.NAMED;
        ArrayNode tools = ToolForms.tools(
                request.tools(), choice == null || !limited ? List.of() : choice.names(), model.schema());
        if (tools.isEmpty() && !turns.calledTools().isEmpty()) {
            tools = ToolForms.remembered(turns.calledTools());
        }
        ObjectNode chosen = request.tools().isEmpty() ? null : ToolForms.choice(choice, request.parallelToolCalls());
        if (jsonTool() && format != null) {
            boolean alone = request.tools().isEmpty() || (choice != null && choice.mode() == ToolChoice.Mode.NONE);
            tools.add(ToolForms.jsonTool(format));
            chosen = JsonNodeFactory.instance.objectNode().put("type", alone ? "tool" : "any");
            if (alone) {
                chosen.put("name", ToolForms.JSON_TOOL);
            }
        }
        if (!tools.isEmpty()) {
            body.set("tools", tools);
        }
        if (chosen != null) {
            body.set("tool_choice", chosen);
        }
    }

    private Thinking thinking() {
        Thinking asked = Thinking.of(request, model, drops);
        String choice = body.path("tool_choice").path("type").asString("");
        boolean forced = choice.equals("any") || choice.equals("tool");
        if (forced && model.reasoning() == ClaudeModel.Reasoning.ALWAYS) {
            body.set("tool_choice", JsonNodeFactory.instance.objectNode().put("type", "auto"));
            drops.lose("tool_choice");
        }
        return asked.beside(forced, turns.lostThinking(), request, model, drops);
    }

    private void system() {
        ArrayNode system = turns.system();
        if (format != null && format.schema() == null) {
            system.addObject().put("type", "text").put("text", JSON_ONLY);
        }
        if (!system.isEmpty()) {
            body.set("system", system);
        }
    }

    private void sampling(Thinking thinking) {
        Sampling sampling = Sampling.of(request, model, thinking.on(), drops);
        if (sampling.temperature() != null) {
            body.put("temperature", sampling.temperature());
        }
        if (sampling.topP() != null) {
            body.put("top_p", sampling.topP());
        }
        if (sampling.topK() != null) {
            body.put("top_k", sampling.topK());
        }
    }

    private void output(Thinking thinking) {
        int most = request.maxTokens();
        if (most < 0) {
            most = settings.maxTokens() > 0 ? settings.maxTokens() : model.maxTokens();
        }
        most = thinking.room(most, model);
        body.put("max_tokens", most);
        ObjectNode told = thinking.field(most);
        if (told != null) {
            body.set("thinking", told);
        }
        ObjectNode config = request.field("output_config") instanceof ObjectNode own
                ? own.deepCopy()
                : JsonNodeFactory.instance.objectNode();
        if (thinking.effort() != null) {
            config.put("effort", thinking.effort());
        }
        if (format != null && format.schema() != null && model.schema()) {
            config.putObject("format").put("type", "json_schema").set("schema", SchemaSubset.of(format.schema()));
        }
        if (!config.isEmpty()) {
            body.set("output_config", config);
        }
    }

    private void rest() {
        ArrayNode stops = JsonNodeFactory.instance.arrayNode();
        for (String stop : request.stop()) {
            if (!stop.isBlank()) {
                stops.add(stop);
            }
        }
        if (!stops.isEmpty()) {
            body.set("stop_sequences", stops);
        }
        String user = request.user();
        if (user != null && user.indexOf('@') >= 0) {
            drops.lose("user"); // the API asks for an opaque id, and never an address
        } else if (user != null && !user.isEmpty()) {
            body.putObject("metadata").put("user_id", user);
        }
        String tier = request.text("service_tier");
        if (tier != null) {
            switch (tier) {
                case "auto", "standard_only" -> body.put("service_tier", tier);
                case "default" -> body.put("service_tier", "standard_only");
                default -> drops.lose("service_tier");
            }
        }
        for (String name : OWN) {
            JsonNode value = request.field(name);
            if (value != null) {
                body.set(name, value);
            }
        }
    }

    /** The API takes four cache marks: the last ones reach furthest. */
    private void limitMarks() {
        List<ObjectNode> marked = new ArrayList<>();
        collect(body.path("tools"), marked);
        collect(body.path("system"), marked);
        for (JsonNode turn : body.path("messages")) {
            collect(turn.path("content"), marked);
        }
        for (int i = 0; i < marked.size() - MOST_MARKS; i++) {
            marked.get(i).remove("cache_control");
            drops.lose("messages.cache_control");
        }
    }

    private static void collect(JsonNode blocks, List<ObjectNode> marked) {
        for (JsonNode block : blocks) {
            if (block instanceof ObjectNode open && open.has("cache_control")) {
                marked.add(open);
            }
        }
    }
}
