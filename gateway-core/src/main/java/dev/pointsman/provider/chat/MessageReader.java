package dev.pointsman.provider.chat;

import dev.pointsman.provider.chat.ChatMessage.Role;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads {@code messages}. Calls without an id get one by their place ({@code call_0}, …); an answer without an id belongs to the oldest call
 * that has none yet.
 */
final class MessageReader {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Deque<ToolCall> unanswered = new ArrayDeque<>();
    private int calls;

    List<ChatMessage> messages(JsonNode list) {
        List<ChatMessage> messages = new ArrayList<>(list.size());
        for (JsonNode message : list) {
            messages.add(message(message, "messages[" + messages.size() + "]"));
        }
        return List.copyOf(messages);
    }

    private ChatMessage message(JsonNode message, String at) {
        Role role = role(message, at);
        List<ChatPart> parts = parts(message.path("content"), at);
        if (role != Role.ASSISTANT) {
            String answers = role == Role.TOOL ? answered(message, at) : null;
            return new ChatMessage(role, parts, List.of(), answers, "", List.of(), at);
        }
        String refusal = message.path("refusal").asString("");
        if (parts.isEmpty() && !refusal.isEmpty()) {
            parts.add(new ChatPart.Refusal(refusal, at + ".refusal", null));
        }
        List<ToolCall> made = calls(message, at);
        unanswered.clear();
        unanswered.addAll(made);
        JsonNode reasoning = message.path("reasoning_content");
        String thought = (reasoning.isString() ? reasoning : message.path("reasoning")).asString("");
        List<JsonNode> thinking = new ArrayList<>();
        message.path("thinking_blocks").forEach(thinking::add);
        JsonNode extra = message.path("extra_content");
        return new ChatMessage(role, parts, made, null, thought, thinking, extra.isObject() ? extra : null, at);
    }

    private static Role role(JsonNode message, String at) {
        return switch (message.path("role").asString("")) {
            case "system", "developer" -> Role.SYSTEM;
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            case "tool", "function" -> Role.TOOL;
            default ->
                throw ChatRequest.invalid(
                        at + ".role", at + ".role: expected system, developer, user, assistant or tool");
        };
    }

    private String answered(JsonNode message, String at) {
        String id = message.path("tool_call_id").asString("");
        if (!id.isEmpty()) {
            unanswered.removeIf(call -> call.id().equals(id));
            return id;
        }
        String name = message.path("name").asString("");
        for (ToolCall call : unanswered) {
            if (name.isEmpty() || call.name().equals(name)) {
                unanswered.remove(call);
                return call.id();
            }
        }
        throw ChatRequest.invalid(at + ".tool_call_id", at + " answers no call: tool_call_id is missing");
    }

    private List<ToolCall> calls(JsonNode message, String at) {
        List<ToolCall> made = new ArrayList<>();
        int index = 0;
        for (JsonNode call : message.path("tool_calls")) {
            String where = at + ".tool_calls[" + index++ + "]";
            JsonNode custom = call.path("custom");
            JsonNode function = custom.isObject() ? custom : call.path("function");
            ObjectNode arguments = custom.isObject()
                    ? JsonNodeFactory.instance
                            .objectNode()
                            .put("input", custom.path("input").asString(""))
                    : arguments(function.path("arguments"), where + ".function.arguments");
            JsonNode extra = call.path("extra_content");
            made.add(call(call, function, arguments, extra.isObject() ? extra : null, where));
        }
        JsonNode function = message.path("function_call");
        if (function.isObject() && made.isEmpty()) {
            String where = at + ".function_call";
            made.add(
                    call(function, function, arguments(function.path("arguments"), where + ".arguments"), null, where));
        }
        return made;
    }

    private ToolCall call(
            JsonNode call, JsonNode function, ObjectNode arguments, @Nullable JsonNode extra, String where) {
        String name = function.path("name").asString("");
        if (name.isEmpty()) {
            throw ChatRequest.invalid(where + ".function.name", where + " needs a name");
        }
        String id = call.path("id").asString("");
        int number = calls++;
        boolean custom = call.path("custom").isObject();
        return new ToolCall(id.isEmpty() ? "call_" + number : id, name, arguments, extra, custom);
    }

    /** An object; or a string that holds one, or a string that holds a string that holds one; blank is empty. */
    private static ObjectNode arguments(JsonNode given, String at) {
        JsonNode value = given;
        for (int depth = 0; depth < 2 && value.isString(); depth++) {
            String text = value.stringValue();
            if (text.isBlank()) {
                return JsonNodeFactory.instance.objectNode();
            }
            try {
                value = MAPPER.readTree(text);
            } catch (JacksonException notJson) {
                throw ChatRequest.invalid(at, at + " is not JSON");
            }
        }
        if (value instanceof ObjectNode object) {
            return object;
        }
        if (value.isMissingNode() || value.isNull()) {
            return JsonNodeFactory.instance.objectNode();
        }
        throw ChatRequest.invalid(at, at + " is not a JSON object");
    }

    private static List<ChatPart> parts(JsonNode content, String at) {
        List<ChatPart> parts = new ArrayList<>();
        if (content.isString()) {
            parts.add(new ChatPart.Text(content.stringValue(), at + ".content", null));
        } else if (content.isArray()) {
            for (JsonNode part : content) {
                parts.add(PartReader.part(part, at + ".content[" + parts.size() + "]"));
            }
        } else if (!content.isMissingNode() && !content.isNull()) {
            throw ChatRequest.invalid(at + ".content", at + ".content: expected a string or a list of parts");
        }
        return parts;
    }
}
