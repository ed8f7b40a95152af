package dev.pointsman.providers.cohere.chat;

import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.ChatTool;
import dev.pointsman.provider.chat.Drops;
import dev.pointsman.provider.chat.ResponseFormat;
import dev.pointsman.provider.chat.ToolChoice;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One chat request as the body of {@code POST /v2/chat}; what it loses on the way is in {@link #dropped}. */
public final class ChatBody {
    /** Fields of Cohere's own, that a client may send along: passed on as they are. */
    private static final String[] OWN = {"safety_mode", "citation_options", "priority", "strict_tools"};

    private static final String[] MAPPED = {
        "max_tokens",
        "max_completion_tokens",
        "temperature",
        "top_p",
        "top_k",
        "stop",
        "seed",
        "frequency_penalty",
        "presence_penalty",
        "logprobs",
        "tools",
        "functions",
        "tool_choice",
        "function_call",
        "response_format",
        "reasoning_effort",
        "reasoning",
        "thinking",
        "documents"
    };

    private static final int MOST_STOPS = 5;
    private static final int MOST_K = 500;
    private static final double LEAST_P = 0.01;
    private static final double MOST_P = 0.99;
    private static final int LOW_BUDGET = 1024;
    private static final int MEDIUM_BUDGET = 4096;
    private static final JsonMapper MAPPER = new JsonMapper();

    private final ChatRequest request;
    private final CommandModel model;
    private final Drops drops;
    private final Turns turns;
    private final ObjectNode body = JsonNodeFactory.instance.objectNode();

    /** {@code modelName} is Cohere's. Throws {@code INVALID_REQUEST} for what cannot be asked. */
    public ChatBody(ChatRequest request, String modelName) {
        this.request = request;
        this.model = CommandModel.of(modelName);
        this.drops = request.drops().mapped(MAPPED).mapped(OWN);
        this.turns = new Turns(request.messages(), model, drops);
        if (Boolean.TRUE.equals(request.parallelToolCalls())) {
            drops.mapped("parallel_tool_calls"); // they always are
        }
        body.put("model", modelName);
        body.set("messages", turns.messages());
        documents();
        toolsAndFormat();
        sampling();
        thinking();
        rest();
    }

    /** The body, of a reply that is streamed or not. */
    public byte[] bytes(boolean stream) {
        if (stream) {
            body.put("stream", true);
        }
        return MAPPER.writeValueAsBytes(body);
    }

    /** Names of the fields that have no place in it. */
    public List<String> dropped() {
        return drops.names();
    }

    private void documents() {
        ArrayNode documents = JsonNodeFactory.instance.arrayNode();
        JsonNode own = request.field("documents");
        if (own != null && own.isArray()) {
            own.forEach(documents::add);
        }
        documents.addAll(turns.documents());
        if (!documents.isEmpty()) {
            body.set("documents", documents);
        }
    }

    /** Structured output goes with neither tools nor documents; tools that must not be called give way to it. */
    private void toolsAndFormat() {
        ResponseFormat format = request.responseFormat();
        ToolChoice choice = request.toolChoice();
        List<ChatTool> offered = ToolForms.offered(request);
        boolean idle = format != null && choice != null && choice.mode() == ToolChoice.Mode.NONE;
        if (!offered.isEmpty() && !idle) {
            boolean strict = offered.stream().anyMatch(ChatTool::strict);
            body.set("tools", ToolForms.tools(offered, strict));
            if (strict) {
                body.put("strict_tools", true);
            }
            String word = ToolForms.choice(choice);
            if (word != null) {
                body.put("tool_choice", word);
            }
        }
        if (format == null) {
            return;
        }
        if (body.has("tools") || body.has("documents")) {
            turns.instruct(instruction(format.schema()));
            drops.lose("response_format");
            return;
        }
        ObjectNode told = body.putObject("response_format").put("type", "json_object");
        if (format.schema() != null) {
            told.set("json_schema", SchemaSubset.of(format.schema()));
        }
    }

    private static String instruction(@Nullable JsonNode schema) {
        String line = "Unless you call a tool, answer with a single JSON object only";
        return schema == null ? line + "." : line + ", of this JSON schema: " + schema;
    }

    private void sampling() {
        Double temperature = request.number("temperature");
        if (temperature != null) {
            body.put("temperature", temperature);
        }
        Double topP = request.number("top_p");
        if (topP != null) {
            body.put("p", Math.max(LEAST_P, Math.min(MOST_P, topP)));
        }
        Double topK = request.number("top_k");
        if (topK != null) {
            body.put("k", Math.max(0, Math.min(MOST_K, topK.intValue())));
        }
        JsonNode seed = request.field("seed");
        if (seed != null) {
            body.set("seed", seed);
        }
        penalty("frequency_penalty");
        penalty("presence_penalty");
    }

    /** From 0 to 1 here, from -2 to 2 there: what would reward repetition has no place. */
    private void penalty(String name) {
        Double penalty = request.number(name);
        if (penalty != null && penalty < 0) {
            drops.lose(name);
        } else if (penalty != null) {
            body.put(name, Math.min(1, penalty));
        }
    }

    private void thinking() {
        JsonNode own = request.field("thinking");
        String effort = request.reasoningEffort();
        if (own instanceof ObjectNode given) {
            ObjectNode told = given.deepCopy();
            JsonNode budget = told.remove("budget_tokens"); // as Anthropic calls it
            if (budget != null && !told.has("token_budget")) {
                told.set("token_budget", budget);
            }
            body.set("thinking", told);
        } else if (effort != null && model.reasons()) {
            ObjectNode told = body.putObject("thinking").put("type", effort.equals("none") ? "disabled" : "enabled");
            switch (effort) {
                case "minimal", "low" -> told.put("token_budget", LOW_BUDGET);
                case "medium" -> told.put("token_budget", MEDIUM_BUDGET);
                default -> {} // as much as it takes
            }
        } else if (effort != null && !effort.equals("none")) {
            drops.lose("reasoning_effort");
        }
    }

    private void rest() {
        if (request.maxTokens() >= 0) {
            body.put("max_tokens", request.maxTokens());
        }
        ArrayNode stops = JsonNodeFactory.instance.arrayNode();
        for (String stop : request.stop()) {
            if (stop.isEmpty()) {
                continue;
            }
            if (stops.size() == MOST_STOPS) {
                drops.lose("stop");
                break;
            }
            stops.add(stop);
        }
        if (!stops.isEmpty()) {
            body.set("stop_sequences", stops);
        }
        JsonNode logprobs = request.field("logprobs");
        if (logprobs != null && logprobs.isBoolean() && logprobs.booleanValue()) {
            body.put("logprobs", true);
        }
        for (String name : OWN) {
            JsonNode value = request.field(name);
            if (value != null) {
                body.set(name, value);
            }
        }
    }
}
