package dev.pointsman.dialect.responses;

import static dev.pointsman.dialect.responses.InputParts.invalid;

import dev.pointsman.provider.chat.Drops;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code instructions} and {@code input} as the messages of a chat. Reasoning that we did not mint ourselves is left out visibly: nobody but
 * its provider can use it.
 */
final class InputItems {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Drops losses;
    private final ArrayNode messages = JSON.arrayNode();
    private @Nullable AssistantTurn turn;

    InputItems(Drops losses) {
        this.losses = losses;
    }

    ArrayNode messages(JsonNode instructions, JsonNode input) {
        if (instructions.isString()) {
            add("developer", instructions);
        } else if (!instructions.isMissingNode() && !instructions.isNull()) {
            throw invalid("instructions", "expected a string");
        }
        if (input.isString()) {
            add("user", input);
        } else {
            for (int i = 0; i < input.size(); i++) {
                item(input.path(i), "input[" + i + "]");
            }
        }
        flush();
        if (messages.isEmpty()) {
            throw invalid("input", "expected a text or at least one item");
        }
        return messages;
    }

    private void item(JsonNode item, String at) {
        switch (item.path("type").asString("message")) {
            case "message" -> message(item, at);
            case "function_call" -> call(item, at);
            case "custom_tool_call" -> customCall(item, at);
            case "function_call_output", "custom_tool_call_output" -> output(item, at);
            case "reasoning" -> reasoning(item);
            default -> throw invalid(at, "only a provider that speaks the Responses API knows such an item");
        }
    }

    private void message(JsonNode item, String at) {
        String role = item.path("role").asString("");
        JsonNode content = InputParts.content(item.path("content"), at + ".content");
        switch (role) {
            case "user", "system", "developer" -> {
                flush();
                add(role, content);
            }
            case "assistant" -> {
                AssistantTurn current = turn;
                if (current != null && current.spoke()) {
                    flush();
                }
                turn().say(content);
            }
            default -> throw invalid(at + ".role", "expected user, assistant, system or developer");
        }
    }

    private void add(String role, JsonNode content) {
        messages.addObject().put("role", role).set("content", content);
    }

    private void call(JsonNode item, String at) {
        JsonNode given = item.path("arguments");
        String arguments = given.isString() ? given.stringValue() : given.isObject() ? given.toString() : "";
        ObjectNode call = begun(item, "function", at);
        call.putObject("function").put("name", name(item, at)).put("arguments", arguments.isBlank() ? "{}" : arguments);
        turn().call(call);
    }

    private void customCall(JsonNode item, String at) {
        ObjectNode call = begun(item, "custom", at);
        call.putObject("custom")
                .put("name", name(item, at))
                .put("input", item.path("input").asString(""));
        turn().call(call);
    }

    private ObjectNode begun(JsonNode item, String type, String at) {
        if (item.path("namespace").isString()) {
            losses.lose("input.namespace");
        }
        ObjectNode call = JSON.objectNode().put("id", callId(item, at)).put("type", type);
        if (item.path("extra_content").isObject()) {
            call.set("extra_content", item.path("extra_content"));
        }
        return call;
    }

    private void output(JsonNode item, String at) {
        flush();
        messages.addObject()
                .put("role", "tool")
                .put("tool_call_id", callId(item, at))
                .set("content", InputParts.content(item.path("output"), at + ".output"));
    }

    private static String callId(JsonNode item, String at) {
        String id = item.path("call_id").asString("");
        if (id.isEmpty()) {
            throw invalid(at + ".call_id", "expected the id of a call");
        }
        return id;
    }

    private static String name(JsonNode item, String at) {
        String name = item.path("name").asString("");
        if (name.isEmpty()) {
            throw invalid(at + ".name", "expected the name of a tool");
        }
        return name;
    }

    private void reasoning(JsonNode item) {
        String token = item.path("encrypted_content").asString("");
        ArrayNode blocks = ReasoningToken.read(token);
        String text = text(item);
        if (blocks == null && !ReasoningToken.oursById(item.path("id").asString(""))) {
            if (!token.isEmpty() || !text.isEmpty()) {
                losses.lose("input.reasoning");
            }
            return;
        }
        AssistantTurn current = turn;
        if (current != null && current.spoke()) {
            flush();
        }
        turn().think(text, blocks == null ? JSON.arrayNode() : blocks);
    }

    private static String text(JsonNode item) {
        List<String> texts = new ArrayList<>();
        for (String holder : new String[] {"summary", "content"}) {
            for (JsonNode part : item.path(holder)) {
                texts.add(part.path("text").asString(""));
            }
        }
        return String.join("\n\n", texts);
    }

    private AssistantTurn turn() {
        AssistantTurn current = turn;
        if (current == null) {
            current = new AssistantTurn();
            turn = current;
        }
        return current;
    }

    private void flush() {
        AssistantTurn gathered = turn;
        turn = null;
        if (gathered != null && gathered.complete()) {
            messages.add(gathered.message());
        } else if (gathered != null) {
            losses.lose("input.reasoning");
        }
    }
}
