package dev.pointsman.dialect.responses;

import static dev.pointsman.dialect.responses.InputParts.invalid;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.provider.chat.Drops;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The body of a Responses request as that of a chat. Fields that neither API knows go along as they are: some provider may know them, and
 * where it does not its adapter tells.
 */
final class ChatBody {
    private static final JsonMapper MAPPER = new JsonMapper();
    /** What a chat would take for its own, but no client of this API means. */
    private static final Set<String> OF_CHATS = Set.of(
            "messages",
            "n",
            "functions",
            "function_call",
            "response_format",
            "max_tokens",
            "max_completion_tokens",
            "modalities",
            "audio",
            "logprobs");

    private static final Set<String> HARMLESS_INCLUDES = Set.of(
            "reasoning.encrypted_content",
            "file_search_call.results",
            "web_search_call.results",
            "web_search_call.action.sources",
            "computer_call_output.output.image_url",
            "code_interpreter_call.outputs",
            "message.input_image.image_url");

    private final ObjectNode request;
    private final Drops losses;
    private final ObjectNode chat = JsonNodeFactory.instance.objectNode();
    private final boolean hasTools;

    private ChatBody(ObjectNode request, Drops losses) {
        this.request = request;
        this.losses = losses;
        this.hasTools = !request.path("tools").isEmpty();
    }

    static byte[] of(ApiRequest request, Drops losses) {
        try {
            if (MAPPER.readTree(request.body()) instanceof ObjectNode body) {
                return MAPPER.writeValueAsBytes(new ChatBody(body, losses).chat());
            }
        } catch (JacksonException tooMuch) {
            throw invalid("input", "a text or a number is too long to be read");
        }
        throw invalid("input", "the body is not a JSON object");
    }

    private ObjectNode chat() {
        chat.set("model", request.path("model"));
        chat.set("messages", new InputItems(losses).messages(request.path("instructions"), request.path("input")));
        for (var field : request.properties()) {
            if (!field.getValue().isNull()) {
                field(field.getKey(), field.getValue());
            }
        }
        return chat;
    }

    private void field(String name, JsonNode value) {
        switch (name) {
            case "model", "input", "instructions", "stream_options" -> {}
            // the gateway keeps nothing and runs no tools: these ask for what happens anyway, or were refused before
            case "store", "background", "truncation", "max_tool_calls", "context_management" -> {}
            case "previous_response_id", "conversation", "prompt" -> {}
            case "stream" -> stream(value);
            case "max_output_tokens" -> chat.set("max_completion_tokens", value);
            case "top_logprobs" -> logprobs(value);
            case "include" -> include(value);
            case "text" -> text(value);
            case "reasoning" -> reasoning(value);
            case "tools" -> tools(value);
            case "tool_choice" -> choice(value);
            case "parallel_tool_calls" -> parallel(value);
            default -> other(name, value);
        }
    }

    private void other(String name, JsonNode value) {
        if (OF_CHATS.contains(name)) {
            losses.lose(name);
        } else if (!chat.has(name)) {
            chat.set(name, value);
        }
    }

    private void stream(JsonNode value) {
        chat.set("stream", value);
        if (value.booleanValue(false)) {
            chat.putObject("stream_options").put("include_usage", true);
        }
    }

    private void logprobs(JsonNode count) {
        if (count.asInt(0) > 0) {
            chat.put("logprobs", true).set("top_logprobs", count);
        }
    }

    private void include(JsonNode wanted) {
        for (JsonNode each : wanted) {
            String word = each.asString("");
            if (word.equals("message.output_text.logprobs")) {
                chat.put("logprobs", true);
            } else if (!HARMLESS_INCLUDES.contains(word)) {
                losses.lose("include");
            }
        }
    }

    private void text(JsonNode text) {
        for (var member : text.properties()) {
            switch (member.getKey()) {
                case "format" -> format(member.getValue());
                case "verbosity" -> set("verbosity", member.getValue());
                default -> losses.lose("text." + member.getKey());
            }
        }
    }

    private void format(JsonNode format) {
        String type = format.path("type").asString("text");
        switch (type) {
            case "text" -> {}
            case "json_object" -> chat.putObject("response_format").put("type", type);
            case "json_schema" -> {
                if (!format.path("schema").isObject()) {
                    throw invalid("text.format.schema", "expected a JSON schema");
                }
                ObjectNode schema =
                        chat.putObject("response_format").put("type", type).putObject("json_schema");
                for (String name : new String[] {"name", "description", "schema", "strict"}) {
                    if (format.hasNonNull(name)) {
                        schema.set(name, format.path(name));
                    }
                }
            }
            default -> throw invalid("text.format.type", "expected text, json_object or json_schema");
        }
    }

    private void reasoning(JsonNode reasoning) {
        for (var member : reasoning.properties()) {
            JsonNode value = member.getValue();
            String word = value.asString("");
            switch (member.getKey()) {
                case "effort" -> set("reasoning_effort", value);
                // what a provider tells of its reasoning is always given
                case "summary", "generate_summary" -> {}
                case "mode" -> loseUnless(word.isEmpty() || word.equals("standard"), "reasoning.mode");
                case "context" -> loseUnless(word.isEmpty() || word.equals("auto"), "reasoning.context");
                default -> loseUnless(value.isNull(), "reasoning." + member.getKey());
            }
        }
    }

    private void loseUnless(boolean kept, String name) {
        if (!kept) {
            losses.lose(name);
        }
    }

    private void set(String name, JsonNode value) {
        if (!value.isNull()) {
            chat.set(name, value);
        }
    }

    private void tools(JsonNode tools) {
        if (hasTools) {
            chat.set("tools", ChatTools.tools(tools, losses));
        }
    }

    /** Without tools a chat must not speak of them. */
    private void choice(JsonNode choice) {
        if (hasTools) {
            chat.set("tool_choice", ChatTools.choice(choice));
        }
    }

    private void parallel(JsonNode parallel) {
        if (hasTools) {
            chat.set("parallel_tool_calls", parallel);
        }
    }
}
