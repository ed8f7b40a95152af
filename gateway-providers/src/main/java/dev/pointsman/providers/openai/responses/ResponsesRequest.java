package dev.pointsman.providers.openai.responses;

import dev.pointsman.api.Body;
import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.Drops;
import dev.pointsman.provider.chat.ResponseFormat;
import dev.pointsman.provider.chat.ToolChoice;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One chat request as the body of {@code POST /responses}, stateless ({@code store} is false unless the client says otherwise); what it loses on the
 * way is in {@link #dropped}. Source: OpenAI's API reference 2.3.0 (2026-08).
 */
public final class ResponsesRequest {
    /** Fields with the same name and meaning in both. */
    private static final String[] SAME = {
        "metadata",
        "service_tier",
        "safety_identifier",
        "prompt_cache_key",
        "prompt_cache_retention",
        "prompt_cache_options",
        "moderation",
        "user",
        "truncation",
        "max_tool_calls"
    };

    private static final String[] MAPPED = {
        "max_tokens",
        "max_completion_tokens",
        "temperature",
        "top_p",
        "logprobs",
        "top_logprobs",
        "tools",
        "functions",
        "tool_choice",
        "function_call",
        "parallel_tool_calls",
        "response_format",
        "reasoning_effort",
        "reasoning",
        "verbosity",
        "web_search_options",
        "modalities",
        "store",
        "include",
        "n"
    };
    /** The API refuses less. */
    private static final int LEAST_TOKENS = 16;

    private static final JsonMapper MAPPER = new JsonMapper();

    /**
     * What the model takes.
     *
     * @param reasons it does, and gives its reasoning encrypted
     * @param samples it takes {@code temperature}, {@code top_p} and log probabilities for this request
     */
    public record Model(String name, boolean reasons, boolean samples) {}

    private final ChatRequest request;
    private final Model model;
    private final Drops drops;
    private final ArrayNode include = JsonNodeFactory.instance.arrayNode();
    private final ObjectNode body = JsonNodeFactory.instance.objectNode();

    /** Throws {@code INVALID_REQUEST} for what this API cannot be asked. */
    public ResponsesRequest(ChatRequest request, Model model, boolean stream) {
        this.request = request;
        this.model = model;
        this.drops = request.drops().mapped(MAPPED).mapped(SAME);
        refuse();
        body.put("model", model.name());
        body.set("input", InputList.of(request.messages(), model.reasons(), drops));
        tools();
        output();
        reasoning();
        sampling();
        rest();
        if (stream) {
            body.put("stream", true);
            JsonNode options = request.field("stream_options");
            if (options != null && options.path("include_obfuscation").isBoolean()) {
                body.putObject("stream_options").set("include_obfuscation", options.path("include_obfuscation"));
            }
        }
    }

    public Body body() {
        return Body.of(MAPPER.writeValueAsBytes(body));
    }

    /** Names of the fields that have no place, fit for a header. */
    public List<String> dropped() {
        return drops.names();
    }

    private void refuse() {
        if (request.choices() > 1) {
            throw ChatRequest.invalid("n", "n: the Responses API gives one choice (expected: 1)")
                    .withCode("unsupported_value");
        }
        JsonNode modalities = request.field("modalities");
        if (modalities != null) {
            for (JsonNode each : modalities) {
                if (!each.asString("").equals("text")) {
                    throw ChatRequest.invalid("modalities", "modalities: the Responses API answers with text only")
                            .withCode("unsupported_value");
                }
            }
        }
    }

    private void tools() {
        ArrayNode tools = ToolList.of(request.tools(), request.field("web_search_options"));
        if (tools.isEmpty()) {
            return;
        }
        body.set("tools", tools);
        ToolChoice choice = request.toolChoice();
        if (choice != null) {
            body.set("tool_choice", ToolList.choice(choice, request.tools()));
        }
        Boolean parallel = request.parallelToolCalls();
        if (parallel != null) {
            body.put("parallel_tool_calls", parallel);
        }
    }

    private void output() {
        if (request.maxTokens() >= 0) {
            body.put("max_output_tokens", Math.max(LEAST_TOKENS, request.maxTokens()));
        }
        ResponseFormat format = request.responseFormat();
        ObjectNode text = JsonNodeFactory.instance.objectNode();
        if (format != null && format.schema() == null) {
            text.putObject("format").put("type", "json_object");
        } else if (format != null) {
            ObjectNode flat =
                    text.putObject("format").put("type", "json_schema").put("name", format.name());
            if (format.description() != null) {
                flat.put("description", format.description());
            }
            flat.put("strict", format.strict()).set("schema", format.schema());
        }
        if (request.text("verbosity") != null) {
            text.put("verbosity", request.text("verbosity"));
        }
        if (!text.isEmpty()) {
            body.set("text", text);
        }
    }

    private void reasoning() {
        ObjectNode reasoning = request.field("reasoning") instanceof ObjectNode own
                ? own.deepCopy()
                : JsonNodeFactory.instance.objectNode();
        if (request.reasoningEffort() != null) {
            reasoning.put("effort", request.reasoningEffort());
        }
        if (!reasoning.isEmpty()) {
            body.set("reasoning", reasoning);
        }
        if (model.reasons()) {
            include.add("reasoning.encrypted_content");
        }
    }

    private void sampling() {
        for (String name : new String[] {"temperature", "top_p"}) {
            Double value = request.number(name);
            if (value != null && model.samples()) {
                body.set(name, request.field(name));
            } else if (value != null && value != 1) {
                drops.lose(name);
            }
        }
        JsonNode logprobs = request.field("logprobs");
        if (logprobs == null || !logprobs.asBoolean(false)) {
            return;
        }
        if (!model.samples()) {
            drops.lose("logprobs");
            return;
        }
        include.add("message.output_text.logprobs");
        if (request.field("top_logprobs") != null) {
            body.set("top_logprobs", request.field("top_logprobs"));
        }
    }

    private void rest() {
        JsonNode more = request.field("include");
        if (more != null) {
            for (JsonNode each : more) {
                if (include.valueStream().noneMatch(each::equals)) {
                    include.add(each);
                }
            }
        }
        if (!include.isEmpty()) {
            body.set("include", include);
        }
        JsonNode store = request.field("store");
        body.put("store", store != null && store.asBoolean(false));
        for (String name : SAME) {
            JsonNode value = request.field(name);
            if (value != null) {
                body.set(name, value);
            }
        }
    }
}
