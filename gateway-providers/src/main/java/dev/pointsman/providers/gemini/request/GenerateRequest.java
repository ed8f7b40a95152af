package dev.pointsman.providers.gemini.request;

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

/** One chat request as the body of {@code generateContent}; what it loses on the way is in {@link #dropped}. */
public final class GenerateRequest {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final ChatRequest request;
    private final GeminiModel model;
    private final GenerateOptions options;
    private final Drops drops;
    private final OwnFields own;
    private final @Nullable ResponseFormat format;
    private final ObjectNode body = JsonNodeFactory.instance.objectNode();
    private boolean functions;

    /** Throws {@code INVALID_REQUEST} naming the place for what Google cannot be asked. */
    public GenerateRequest(
            ChatRequest request, String modelName, GenerateOptions options, ThoughtSignatures signatures) {
        this.request = request;
        this.model = GeminiModel.of(modelName);
        this.options = options;
        this.format = request.responseFormat();
        this.drops = request.drops()
                .mapped(
                        "tools",
                        "functions",
                        "tool_choice",
                        "function_call",
                        "parallel_tool_calls",
                        "response_format",
                        "reasoning_effort",
                        "reasoning",
                        "thinking",
                        "web_search_options",
                        "service_tier");
        this.own = new OwnFields(request, drops);
        Contents contents = new Contents(request.messages(), model, options, signatures, drops);
        ArrayNode system = contents.system();
        tools();
        ObjectNode generation = new GenerationConfig(request, model, options, own, drops).write(format, functions);
        if (format != null && functions && !model.thirdOrLater()) {
            system.addObject().put("text", GenerationConfig.jsonByWord(format));
            drops.lose("response_format");
        }
        if (!system.isEmpty()) {
            body.putObject("systemInstruction").set("parts", system);
        }
        body.set("contents", contents.contents());
        if (!generation.isEmpty()) {
            body.set("generationConfig", generation);
        }
        rest();
    }

    /** UTF-8. */
    public byte[] body() {
        return MAPPER.writeValueAsBytes(body);
    }

    public List<String> dropped() {
        return drops.names();
    }

    private void tools() {
        ToolChoice choice = request.toolChoice();
        boolean filtered = choice != null && choice.mode() == ToolChoice.Mode.AUTO;
        List<String> allowed = choice == null || !filtered ? List.of() : choice.names();
        ArrayNode tools = FunctionForms.tools(request.tools(), allowed, model);
        functions = tools.path(0).has("functionDeclarations");
        if (request.field("web_search_options") != null) {
            if (functions && !model.thirdOrLater()) {
                drops.lose("web_search_options");
            } else {
                tools.addObject().putObject("googleSearch");
            }
        }
        for (ChatTool tool : request.tools()) {
            if (tool.cache() != null) {
                drops.lose("tools.cache_control");
            }
        }
        if (!tools.isEmpty()) {
            body.set("tools", tools);
        }
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        JsonNode given = own.of("toolConfig");
        if (given != null) {
            given.properties().forEach(field -> config.set(CamelCase.of(field.getKey()), field.getValue()));
        }
        boolean strict = model.jsonSchema() && request.tools().stream().anyMatch(ChatTool::strict);
        ObjectNode calling = functions ? FunctionForms.choice(choice, strict) : null;
        if (calling != null) {
            config.set("functionCallingConfig", calling);
        } else if (config.path("functionCallingConfig") instanceof ObjectNode said) {
            config.set("functionCallingConfig", whole(said));
        }
        if (!config.isEmpty()) {
            body.set("toolConfig", config);
        }
    }

    /** Arguments are read whole: what would bring them in pieces is left out. */
    private ObjectNode whole(ObjectNode calling) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        for (var field : calling.properties()) {
            if (CamelCase.of(field.getKey()).equals("streamFunctionCallArguments")) {
                drops.lose("tool_config.stream_function_call_arguments");
            } else {
                out.set(field.getKey(), field.getValue());
            }
        }
        return out;
    }

    private void rest() {
        JsonNode safety = own.of("safetySettings");
        if (safety != null) {
            body.set("safetySettings", safety);
        } else if (options.safetySettings() != null) {
            body.set("safetySettings", options.safetySettings());
        }
        JsonNode cached = own.of("cachedContent");
        if (cached != null) {
            body.set("cachedContent", cached);
        }
        JsonNode labels = own.of("labels");
        if (labels != null && options.vertex()) {
            body.set("labels", labels);
        } else if (labels != null) {
            drops.lose("labels");
        }
        tier();
    }

    private void tier() {
        String tier = request.text("service_tier");
        if (tier == null || tier.equals("auto")) {
            return;
        }
        String told = tier.equals("default") ? "standard" : tier;
        boolean known = told.equals("standard") || told.equals("flex") || told.equals("priority");
        if (known && !options.vertex()) {
            body.put("serviceTier", told);
        } else {
            drops.lose("service_tier");
        }
    }
}
