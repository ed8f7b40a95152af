package dev.pointsman.providers.anthropic;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A recorded Messages request as a client of OpenAI's form would have made it, and both sides of a comparison in one spelling. */
final class ChatForm {
    private ChatForm() {}

    static ObjectNode of(JsonNode recorded) {
        ObjectNode chat = object();
        ArrayNode messages = chat.putArray("messages");
        for (var field : recorded.properties()) {
            JsonNode value = field.getValue();
            switch (field.getKey()) {
                case "messages" -> {}
                case "system" -> messages.addObject().put("role", "system").set("content", value);
                case "tools" -> chat.set("tools", tools(value));
                case "tool_choice" -> chat.put("tool_choice", value.path("type").stringValue());
                case "output_config" ->
                    chat.putObject("response_format")
                            .put("type", "json_schema")
                            .putObject("json_schema")
                            .put("name", "x")
                            .set("schema", value.path("format").path("schema"));
                default -> chat.set(field.getKey(), value);
            }
        }
        recorded.path("messages").forEach(message -> message(message, messages));
        return chat;
    }

    private static ArrayNode tools(JsonNode tools) {
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        for (JsonNode tool : tools) {
            if (!tool.has("input_schema")) {
                out.add(tool);
                continue;
            }
            ObjectNode wrapped = out.addObject().put("type", "function");
            ObjectNode function = wrapped.putObject("function");
            for (var field : tool.properties()) {
                switch (field.getKey()) {
                    case "input_schema" -> function.set("parameters", field.getValue());
                    case "name", "description", "strict" -> function.set(field.getKey(), field.getValue());
                    default -> wrapped.set(field.getKey(), field.getValue());
                }
            }
        }
        return out;
    }

    private static void message(JsonNode message, ArrayNode messages) {
        JsonNode content = message.path("content");
        ObjectNode out = object().put("role", message.path("role").stringValue());
        if (content.isString()) {
            messages.add(out.set("content", content));
            return;
        }
        ArrayNode parts = out.putArray("content");
        for (JsonNode block : content) {
            switch (block.path("type").stringValue()) {
                case "tool_result" ->
                    messages.addObject()
                            .put("role", "tool")
                            .put("tool_call_id", block.path("tool_use_id").stringValue())
                            .set("content", block.path("content"));
                case "tool_use" ->
                    out.withArray("tool_calls")
                            .addObject()
                            .put("id", block.path("id").stringValue())
                            .put("type", "function")
                            .putObject("function")
                            .put("name", block.path("name").stringValue())
                            .put("arguments", block.path("input").toString());
                case "thinking", "redacted_thinking" ->
                    out.withArray("thinking_blocks").add(block);
                case "image" -> {
                    JsonNode source = block.path("source");
                    parts.addObject()
                            .put("type", "image_url")
                            .putObject("image_url")
                            .put(
                                    "url",
                                    "data:" + source.path("media_type").stringValue() + ";base64,"
                                            + source.path("data").stringValue());
                }
                default -> parts.add(block);
            }
        }
        if (!parts.isEmpty() || out.has("tool_calls")) {
            messages.add(out);
        }
    }

    /** The request with strings as lists of text, and without what says nothing. */
    static ObjectNode normal(JsonNode request) {
        ObjectNode out = (ObjectNode) request.deepCopy();
        if (!out.path("stream").asBoolean(false)) {
            out.remove("stream");
        }
        if (out.path("temperature").asDouble(0) == 1) {
            out.remove("temperature");
        }
        for (JsonNode message : out.path("messages")) {
            ObjectNode open = (ObjectNode) message;
            if (open.path("content").isString()) {
                String text = open.path("content").stringValue();
                open.putArray("content").addObject().put("type", "text").put("text", text);
            }
            for (JsonNode block : open.path("content")) {
                JsonNode result = block.path("content");
                if (block.path("type").stringValue().equals("tool_result") && result.isArray() && result.size() == 1) {
                    ((ObjectNode) block).set("content", result.get(0).path("text"));
                }
                if (!block.path("is_error").asBoolean(true)) {
                    ((ObjectNode) block).remove("is_error");
                }
            }
        }
        return out;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
