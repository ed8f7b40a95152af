package dev.pointsman.providers.openai.responses;

import dev.pointsman.providers.TranslatedCasesTest;
import dev.pointsman.providers.Workbench;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A recorded response as a client of chats would have asked for it. Tools that were added amid the input have no place in a chat. */
class RecordedBridgeTest extends TranslatedCasesTest {
    @Override
    protected String folder() {
        return "bridged-cases";
    }

    @Override
    protected String place() {
        return "/";
    }

    @Override
    protected Workbench workbench() {
        return Bridge.bench();
    }

    @Override
    protected String finish(JsonNode expect) {
        return expect.path("tool_calls").isEmpty() ? "stop" : "tool_calls";
    }

    @Override
    protected ObjectNode chat(JsonNode recorded) {
        ObjectNode chat = object().put("store", true);
        for (var field : recorded.properties()) {
            switch (field.getKey()) {
                case "input", "instructions", "tools", "include", "stream" -> {}
                default -> chat.set(field.getKey(), field.getValue());
            }
        }
        for (JsonNode tool : recorded.path("tools")) {
            ObjectNode function =
                    chat.withArray("tools").addObject().put("type", "function").putObject("function");
            function.setAll((ObjectNode) tool);
            function.remove("type");
            if (!function.has("strict")) {
                function.put("strict", true);
            }
        }
        ArrayNode messages = chat.putArray("messages");
        if (!recorded.path("instructions").asString("").isEmpty()) {
            messages.addObject().put("role", "system").set("content", recorded.path("instructions"));
        }
        recorded.path("input").forEach(item -> item(item, messages));
        return chat;
    }

    private static void item(JsonNode item, ArrayNode messages) {
        switch (item.path("type").asString("message")) {
            case "reasoning" ->
                assistant(messages)
                        .withArray("thinking_blocks")
                        .addObject()
                        .put("type", "thinking")
                        .put("thinking", "")
                        .put(
                                "signature",
                                "openai:0:0:" + item.path("id").stringValue() + ":"
                                        + item.path("encrypted_content").stringValue());
            case "function_call" -> {
                ObjectNode call = assistant(messages).withArray("tool_calls").addObject();
                call.set("id", item.path("call_id"));
                ObjectNode function = call.put("type", "function").putObject("function");
                function.set("name", item.path("name"));
                function.set("arguments", item.path("arguments"));
            }
            case "function_call_output" ->
                messages.addObject()
                        .put("role", "tool")
                        .put("tool_call_id", item.path("call_id").stringValue())
                        .set("content", item.path("output"));
            case "message" -> message(item, messages);
            default -> {} // no part of a chat
        }
    }

    private static void message(JsonNode item, ArrayNode messages) {
        boolean ours = item.path("role").stringValue().equals("assistant");
        ObjectNode message = ours ? assistant(messages) : messages.addObject();
        message.set("role", item.path("role"));
        if (item.has("phase")) {
            message.putObject("extra_content").putObject("openai").set("phase", item.path("phase"));
        }
        if (item.path("content").isString()) {
            message.set("content", item.path("content"));
            return;
        }
        ArrayNode parts = message.putArray("content");
        for (JsonNode part : item.path("content")) {
            switch (part.path("type").stringValue()) {
                case "input_image" -> {
                    ObjectNode image =
                            parts.addObject().put("type", "image_url").putObject("image_url");
                    image.set("url", part.path("image_url"));
                    image.set("detail", part.path("detail"));
                }
                case "input_file" -> {
                    ObjectNode file = parts.addObject().put("type", "file").putObject("file");
                    file.setAll((ObjectNode) part);
                    file.remove("type");
                }
                default -> parts.addObject().put("type", "text").set("text", part.path("text"));
            }
        }
    }

    /** The assistant's turn under way. */
    private static ObjectNode assistant(ArrayNode messages) {
        int last = messages.size() - 1;
        if (last >= 0 && messages.get(last).path("role").stringValue().equals("assistant")) {
            return (ObjectNode) messages.get(last);
        }
        ObjectNode next = messages.addObject().put("role", "assistant");
        return next.set("content", JsonNodeFactory.instance.nullNode());
    }

    @Override
    protected JsonNode normal(JsonNode request) {
        ObjectNode out = (ObjectNode) request.deepCopy();
        if (!out.has("store")) {
            out.put("store", true);
        }
        if (!out.path("stream").asBoolean(false)) {
            out.remove("stream");
        }
        ArrayNode input = JsonNodeFactory.instance.arrayNode();
        String instructions = out.path("instructions").asString("");
        out.remove("instructions");
        if (!instructions.isEmpty()) {
            input.addObject().put("role", "developer").put("content", instructions);
        }
        for (JsonNode item : out.path("input")) {
            if (!item.path("type").asString("").equals("additional_tools")) {
                input.add(normalItem((ObjectNode) item));
            }
        }
        out.set("input", input);
        for (JsonNode tool : out.path("tools")) {
            ObjectNode open = (ObjectNode) tool;
            if (open.path("description").isNull()) {
                open.remove("description");
            }
            if (!open.has("strict")) {
                open.put("strict", true);
            }
        }
        return out;
    }

    private static ObjectNode normalItem(ObjectNode item) {
        if (item.path("type").asString("").equals("message")) {
            item.remove("type");
        }
        item.remove("status");
        if (!item.path("type").asString("").equals("reasoning")) {
            item.remove("id");
        }
        JsonNode content = item.path("content");
        if (content.size() == 1 && content.get(0).path("type").asString("").equals("output_text")) {
            item.set("content", content.get(0).path("text"));
        }
        return item;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
