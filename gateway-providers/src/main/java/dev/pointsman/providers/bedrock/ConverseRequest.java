package dev.pointsman.providers.bedrock;

import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.Drops;
import dev.pointsman.provider.chat.ResponseFormat;
import dev.pointsman.providers.claude.ClaudeModel;
import dev.pointsman.providers.claude.SchemaSubset;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One chat request as the body of {@code Converse} and {@code ConverseStream}; what it loses on the way is in {@link #dropped}. */
final class ConverseRequest {
    /** Fields of Bedrock's own, that a client may send along: passed on as they are. */
    private static final String[] OWN = {
        "guardrailConfig",
        "performanceConfig",
        "requestMetadata",
        "serviceTier",
        "promptVariables",
        "additionalModelResponseFieldPaths"
    };

    private static final String JSON_ONLY = "Answer with a single JSON object only.";
    private static final int MOST_MARKS = 4;
    private static final int MOST_METADATA = 16;
    private static final Pattern METADATA = Pattern.compile("[a-zA-Z0-9\\s:_@$#=/+,.-]{0,256}");
    private static final JsonMapper MAPPER = new JsonMapper();

    private final ChatRequest request;
    private final BedrockModel model;
    private final BedrockSettings settings;
    private final Drops drops;
    private final Turns turns;
    private final @Nullable ResponseFormat format;
    private final ObjectNode body = JsonNodeFactory.instance.objectNode();
    private final ObjectNode inference = JsonNodeFactory.instance.objectNode();

    ConverseRequest(ChatRequest request, BedrockModel model, BedrockSettings settings) {
        this.request = request;
        this.model = model;
        this.settings = settings;
        this.drops = request.drops()
                .mapped("max_tokens", "max_completion_tokens", "temperature", "top_p", "top_k", "stop", "service_tier")
                .mapped("tools", "functions", "tool_choice", "function_call", "parallel_tool_calls", "response_format")
                .mapped(
                        "reasoning_effort",
                        "reasoning",
                        "n",
                        "metadata",
                        "additionalModelRequestFields",
                        "outputConfig")
                .mapped(OWN);
        this.format = request.responseFormat();
        boolean thinks = model.isClaude() && model.claude().reasoning() != ClaudeModel.Reasoning.NONE;
        this.turns = new Turns(request.messages(), model, thinks, drops);
        if (request.choices() > 1) {
            throw ChatRequest.invalid("n", "n: this provider gives one choice (expected: 1)")
                    .withCode("unsupported_value");
        }
        endOfTurns();
        ToolConfig tools = new ToolConfig(request, model, turns, jsonTool(model, format) ? format : null, drops);
        inference.put("maxTokens", request.maxTokens());
        ObjectNode fields = new ModelFields(request, model, turns, tools, settings.beta(), drops).json(inference);
        body.set("messages", turns.messages());
        system();
        inference();
        ObjectNode toolConfig = tools.json();
        if (toolConfig != null) {
            body.set("toolConfig", toolConfig);
        }
        if (!fields.isEmpty()) {
            body.set("additionalModelRequestFields", fields);
        }
        outputConfig();
        rest();
        limitMarks();
    }

    /** Whether a tool stands in for structured output. */
    static boolean jsonTool(BedrockModel model, @Nullable ResponseFormat format) {
        return format != null && format.schema() != null && !model.schema();
    }

    byte[] body() {
        return MAPPER.writeValueAsBytes(body);
    }

    List<String> dropped() {
        return drops.names();
    }

    private void endOfTurns() {
        if (!turns.endsWithAssistant()) {
            return;
        }
        if (!model.isClaude() || model.claude().prefill()) {
            turns.trimLast();
        } else if (settings.continues()) {
            turns.addUser("Continue.");
        } else {
            throw ChatRequest.invalid(
                    "messages",
                    "messages: this model takes no last message of the assistant (expected: of the user or a tool)");
        }
    }

    private void system() {
        ArrayNode system = turns.system();
        if (format != null && format.schema() == null) {
            system.addObject().put("text", JSON_ONLY);
        }
        if (!system.isEmpty()) {
            body.set("system", system);
        }
    }

    private void inference() {
        if (inference.path("maxTokens").asInt(-1) < 0) {
            inference.remove("maxTokens");
        }
        ArrayNode stops = JsonNodeFactory.instance.arrayNode();
        for (String stop : request.stop()) {
            if (!stop.isBlank()) {
                stops.add(stop);
            }
        }
        if (!stops.isEmpty()) {
            inference.set("stopSequences", stops);
        }
        if (!inference.isEmpty()) {
            body.set("inferenceConfig", inference);
        }
    }

    private void outputConfig() {
        ObjectNode config = request.field("outputConfig") instanceof ObjectNode own
                ? own.deepCopy()
                : JsonNodeFactory.instance.objectNode();
        if (format != null && format.schema() != null && model.schema()) {
            JsonNode schema = model.isClaude() ? SchemaSubset.of(format.schema()) : format.schema();
            ObjectNode text = config.putObject("textFormat").put("type", "json_schema");
            ObjectNode described = text.putObject("structure").putObject("jsonSchema");
            described.put("schema", MAPPER.writeValueAsString(schema)).put("name", format.name());
            if (format.description() != null) {
                described.put("description", format.description());
            }
        }
        if (!config.isEmpty()) {
            body.set("outputConfig", config);
        }
    }

    private void rest() {
        if (settings.guardrail() != null) {
            body.set("guardrailConfig", settings.guardrail());
        }
        if (!settings.latency().isEmpty()) {
            body.putObject("performanceConfig").put("latency", settings.latency());
        }
        String tier = request.text("service_tier");
        if (tier != null) {
            switch (tier) {
                case "auto" -> {}
                case "default", "priority", "flex", "reserved" ->
                    body.putObject("serviceTier").put("type", tier);
                default -> drops.lose("service_tier");
            }
        }
        metadata();
        for (String name : OWN) {
            JsonNode value = request.field(name);
            if (value != null) {
                body.set(name, value);
            }
        }
    }

    private void metadata() {
        JsonNode given = request.field("metadata");
        if (given == null) {
            return;
        }
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        for (var entry : given.properties()) {
            String value = entry.getValue().asString("");
            boolean fits = entry.getValue().isString()
                    && METADATA.matcher(value).matches()
                    && !entry.getKey().isEmpty()
                    && METADATA.matcher(entry.getKey()).matches();
            if (fits && kept.size() < MOST_METADATA) {
                kept.put(entry.getKey(), value);
            } else {
                drops.lose("metadata");
            }
        }
        if (!kept.isEmpty()) {
            body.set("requestMetadata", kept);
        }
    }

    /** The API takes four cache marks: the last ones reach furthest. */
    private void limitMarks() {
        int marks = count(body.path("toolConfig").path("tools")) + count(body.path("system"));
        for (JsonNode turn : turns.messages()) {
            marks += count(turn.path("content"));
        }
        int over = marks - MOST_MARKS;
        if (over <= 0) {
            return;
        }
        drops.lose("messages.cache_control");
        over = remove(body.path("toolConfig").path("tools"), over);
        over = remove(body.path("system"), over);
        for (JsonNode turn : turns.messages()) {
            over = remove(turn.path("content"), over);
        }
    }

    private static int count(JsonNode blocks) {
        int marks = 0;
        for (JsonNode block : blocks) {
            marks += block.has("cachePoint") ? 1 : 0;
        }
        return marks;
    }

    private static int remove(JsonNode blocks, int most) {
        int left = most;
        for (int i = 0; left > 0 && blocks instanceof ArrayNode open && i < open.size(); i++) {
            if (open.get(i).has("cachePoint")) {
                open.remove(i--);
                left--;
            }
        }
        return left;
    }
}
