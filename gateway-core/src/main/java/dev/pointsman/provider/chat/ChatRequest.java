package dev.pointsman.provider.chat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A chat request read for translation: what OpenAI's form can say, in one shape however the client said it. Deprecated functions are tools,
 * {@code max_tokens} is {@code max_completion_tokens}, a string is one text part. Lenient where OpenAI's clients are known to be loose, see
 * {@link ChatMessage}. Reading throws {@code INVALID_REQUEST} naming the field.
 *
 * <p>Values are trees of Jackson; nobody changes them. Source: OpenAI's API reference 2.3.0 (2026-08).
 */
public final class ChatRequest {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final ObjectNode body;
    private final List<ChatMessage> messages;
    private final List<ChatTool> tools;

    private ChatRequest(ObjectNode body) {
        this.body = body;
        this.messages = new MessageReader().messages(body.path("messages"));
        this.tools = ToolReader.tools(body);
    }

    /** Of a request whose body is already known to be a JSON object. */
    public static ChatRequest of(ApiRequest request) {
        try {
            if (MAPPER.readTree(request.body()) instanceof ObjectNode object) {
                return new ChatRequest(object);
            }
        } catch (JacksonException tooMuch) {
            throw invalid("messages", "the body cannot be read: a text or a number in it is too long");
        }
        throw invalid("messages", "the body is not a JSON object");
    }

    public List<ChatMessage> messages() {
        return messages;
    }

    public List<ChatTool> tools() {
        return tools;
    }

    /** Null where the client leaves it to the provider. */
    public @Nullable ToolChoice toolChoice() {
        return ToolReader.choice(body);
    }

    /** Null for free text. */
    public @Nullable ResponseFormat responseFormat() {
        JsonNode format = body.path("response_format");
        String type = format.path("type").asString("text");
        if (type.equals("json_object")) {
            return new ResponseFormat(null, "response", null, false);
        }
        if (!type.equals("json_schema")) {
            return null;
        }
        JsonNode schema = format.path("json_schema");
        if (!schema.path("schema").isObject()) {
            throw invalid("response_format.json_schema.schema", "response_format.json_schema needs a schema");
        }
        return new ResponseFormat(
                schema.path("schema"),
                schema.path("name").asString("response"),
                schema.path("description").asString(null),
                schema.path("strict").asBoolean(false));
    }

    /** Whether several calls at once are allowed; null where not said. */
    public @Nullable Boolean parallelToolCalls() {
        JsonNode parallel = body.path("parallel_tool_calls");
        return parallel.isBoolean() ? parallel.booleanValue() : null;
    }

    /** {@code max_completion_tokens}, else {@code max_tokens}; -1 where neither is given. */
    public int maxTokens() {
        JsonNode most = field("max_completion_tokens");
        if (most == null) {
            most = field("max_tokens");
        }
        return most != null && most.isNumber() ? most.asInt(-1) : -1;
    }

    /** Texts that end the answer; empty where none is given. */
    public List<String> stop() {
        JsonNode stop = body.path("stop");
        if (stop.isString()) {
            return List.of(stop.stringValue());
        }
        List<String> all = new ArrayList<>(stop.size());
        for (JsonNode each : stop) {
            if (each.isString()) {
                all.add(each.stringValue());
            }
        }
        return all;
    }

    /** {@code none, minimal, low, medium, high, xhigh, max}, or what the client said; null where not given. */
    public @Nullable String reasoningEffort() {
        String effort = text("reasoning_effort");
        JsonNode nested = body.path("reasoning").path("effort");
        return effort == null && nested.isString() ? nested.stringValue() : effort;
    }

    /** Who the client's own user is: {@code safety_identifier}, else {@code user}; null where not given. */
    public @Nullable String user() {
        String user = text("safety_identifier");
        return user == null ? text("user") : user;
    }

    /** {@code n}; 1 where not given. */
    public int choices() {
        return body.path("n").asInt(1);
    }

    /** A string field; null where it is absent or something else. */
    public @Nullable String text(String name) {
        JsonNode value = body.path(name);
        return value.isString() ? value.stringValue() : null;
    }

    /** A number; null where it is absent or something else. */
    public @Nullable Double number(String name) {
        JsonNode value = body.path(name);
        return value.isNumber() ? value.doubleValue() : null;
    }

    /** Any field, known or not; null where it is absent or null. */
    public @Nullable JsonNode field(String name) {
        JsonNode value = body.path(name);
        return value.isMissingNode() || value.isNull() ? null : value;
    }

    /** All fields of the request, none mapped yet. */
    public Drops drops() {
        return new Drops(body);
    }

    /** The failure for a field that cannot be translated. */
    public static GatewayException invalid(String param, String message) {
        return new GatewayException(ErrorKind.INVALID_REQUEST, message).withParam(param);
    }
}
