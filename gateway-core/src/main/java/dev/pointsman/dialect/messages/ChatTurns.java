package dev.pointsman.dialect.messages;

import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.Drops;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A conversation in Anthropic's form as OpenAI's messages. Results of tools become messages of their own, before what else the user said; pictures
 * in them follow in the user's message, since OpenAI's tools answer in words. Thinking is kept: signed as {@code thinking_blocks}, all of it as
 * {@code reasoning_content}. What hosted tools did is lost.
 */
final class ChatTurns {
    private final ArrayNode messages = JsonNodeFactory.instance.arrayNode();
    private final Drops drops;

    ChatTurns(Drops drops) {
        this.drops = drops;
    }

    ArrayNode messages() {
        return messages;
    }

    /** A string or blocks of text, as one message. Without cache marks the blocks are lines of one text. */
    void system(JsonNode system, String at) {
        if (system.isString()) {
            if (!system.stringValue().isEmpty()) {
                message("system").set("content", system);
            }
            return;
        }
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        int index = 0;
        for (JsonNode block : system) {
            String place = at + "." + index++;
            if (!block.path("type").asString("").equals("text")) {
                throw ChatRequest.invalid(place + ".type", place + ".type: Input should be text");
            }
            ContentParts.text(block, place, parts, drops);
        }
        if (!parts.isEmpty()) {
            content(message("system"), parts, "\n");
        }
    }

    void add(JsonNode message, String at) {
        JsonNode content = message.path("content");
        if (!content.isString() && !content.isArray()) {
            throw ContentParts.required(at + ".content");
        }
        switch (message.path("role").asString("")) {
            case "user" -> user(content, at + ".content");
            case "assistant" -> assistant(content, at + ".content");
            case "system" -> system(content, at + ".content");
            default -> throw ChatRequest.invalid(at + ".role", at + ".role: Input should be user or assistant");
        }
    }

    private void user(JsonNode content, String at) {
        if (content.isString()) {
            if (!content.stringValue().isEmpty()) {
                message("user").set("content", content);
            }
            return;
        }
        ArrayNode shown = JsonNodeFactory.instance.arrayNode();
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        int index = 0;
        for (JsonNode block : content) {
            String place = at + "." + index++;
            if (block.path("type").asString("").equals("tool_result")) {
                result(block, place, shown);
            } else if (!ContentParts.add(block, place, parts, drops)) {
                throw ContentParts.unknown(block, place);
            }
        }
        shown.addAll(parts);
        if (shown.isEmpty()) {
            return;
        }
        ObjectNode message = message("user");
        boolean plain = shown.size() == 1 && isPlainText(shown.get(0));
        message.set("content", plain ? shown.get(0).path("text") : shown);
    }

    private void result(JsonNode block, String at, ArrayNode shown) {
        String id = block.path("tool_use_id").asString("");
        if (id.isEmpty()) {
            throw ContentParts.required(at + ".tool_use_id");
        }
        ArrayNode texts = JsonNodeFactory.instance.arrayNode();
        ArrayNode others = JsonNodeFactory.instance.arrayNode();
        JsonNode content = block.path("content");
        if (content.isString()) {
            if (!content.stringValue().isEmpty()) {
                texts.add(ContentParts.text(content.stringValue()));
            }
        } else {
            resultBlocks(content, at + ".content", texts, others);
        }
        if (block.path("is_error").asBoolean(false)) {
            failed(texts);
        }
        if (!others.isEmpty()) {
            shown.add(ContentParts.text("From the result of call " + id + ":")).addAll(others);
        }
        if (texts.isEmpty()) {
            texts.add(ContentParts.text(others.isEmpty() ? "(no output)" : "(in the user's next message)"));
        }
        if (texts.get(texts.size() - 1) instanceof ObjectNode last) {
            ContentParts.mark(last, block);
        }
        content(message("tool").put("tool_call_id", id), texts, "\n");
    }

    /** OpenAI's tools have no word for it but words. */
    private static void failed(ArrayNode texts) {
        if (texts.isEmpty()) {
            texts.add(ContentParts.text("Error"));
        } else if (texts.get(0) instanceof ObjectNode first) {
            first.put("text", "Error: " + first.path("text").asString(""));
        }
    }

    private void resultBlocks(JsonNode content, String at, ArrayNode texts, ArrayNode others) {
        int index = 0;
        for (JsonNode block : content) {
            String place = at + "." + index++;
            ArrayNode parts = JsonNodeFactory.instance.arrayNode();
            if (block.path("type").asString("").equals("tool_reference")) {
                drops.lose("messages.tool_reference");
            } else if (!ContentParts.add(block, place, parts, drops)) {
                throw ContentParts.unknown(block, place);
            }
            for (JsonNode part : parts) {
                (part.path("type").asString("").equals("text") ? texts : others).add(part);
            }
        }
    }

    private void assistant(JsonNode content, String at) {
        if (content.isString()) {
            if (!content.stringValue().isEmpty()) {
                message("assistant").set("content", content);
            }
            return;
        }
        Spoken spoken = new Spoken();
        int index = 0;
        for (JsonNode block : content) {
            spoken.add(block, at + "." + index++);
        }
        spoken.end();
    }

    /** One message of the assistant. */
    private final class Spoken {
        private final ArrayNode texts = JsonNodeFactory.instance.arrayNode();
        private final ArrayNode thinking = JsonNodeFactory.instance.arrayNode();
        private final ArrayNode calls = JsonNodeFactory.instance.arrayNode();
        private final StringBuilder reasoning = new StringBuilder();

        void add(JsonNode block, String at) {
            String type = block.path("type").asString("");
            switch (type) {
                case "text" -> ContentParts.text(block, at, texts, drops);
                case "thinking" -> {
                    reasoning.append(block.path("thinking").asString(""));
                    if (!block.path("signature").asString("").isEmpty()) {
                        thinking.add(block);
                    }
                }
                case "redacted_thinking" -> thinking.add(block);
                case "tool_use" -> calls.add(call(block, at));
                case "compaction" -> said(block.path("content").asString(""));
                case "" -> throw ContentParts.required(at + ".type");
                default -> drops.lose("messages." + type);
            }
        }

        private void said(String text) {
            if (!text.isEmpty()) {
                texts.add(ContentParts.text(text));
            }
        }

        private ObjectNode call(JsonNode block, String at) {
            for (String name : new String[] {"id", "name"}) {
                if (block.path(name).asString("").isEmpty()) {
                    throw ContentParts.required(at + "." + name);
                }
            }
            if (block.has("cache_control")) {
                drops.lose("messages.cache_control");
            }
            ObjectNode call = JsonNodeFactory.instance.objectNode();
            call.set("id", block.path("id"));
            JsonNode input = block.path("input");
            call.put("type", "function")
                    .putObject("function")
                    .put("name", block.path("name").asString(""))
                    .put("arguments", input.isObject() ? input.toString() : "{}");
            if (block.path("extra_content").isObject()) {
                call.set("extra_content", block.path("extra_content"));
            }
            return call;
        }

        void end() {
            if (texts.isEmpty() && calls.isEmpty()) {
                if (reasoning.length() > 0 || !thinking.isEmpty()) {
                    drops.lose("messages.thinking");
                }
                return;
            }
            ObjectNode message = message("assistant");
            if (texts.isEmpty()) {
                message.putNull("content");
            } else {
                content(message, texts, "");
            }
            if (reasoning.length() > 0) {
                message.put("reasoning_content", reasoning.toString());
            }
            if (!thinking.isEmpty()) {
                message.set("thinking_blocks", thinking);
            }
            if (!calls.isEmpty()) {
                message.set("tool_calls", calls);
            }
        }
    }

    /** Texts as one, with that between them; as parts where a cache mark stands on one. */
    private static void content(ObjectNode message, ArrayNode texts, String between) {
        StringBuilder all = new StringBuilder();
        for (JsonNode text : texts) {
            if (!isPlainText(text)) {
                message.set("content", texts);
                return;
            }
            all.append(all.isEmpty() ? "" : between).append(text.path("text").asString(""));
        }
        message.put("content", all.toString());
    }

    private static boolean isPlainText(JsonNode part) {
        return part.path("type").asString("").equals("text") && !part.has("cache_control");
    }

    /** Puts a cache mark after all that has been said. */
    void markLast(JsonNode mark) {
        if (!(messages.path(messages.size() - 1) instanceof ObjectNode last)) {
            return;
        }
        JsonNode content = last.path("content");
        if (content.isString()) {
            last.putArray("content").add(ContentParts.text(content.stringValue()));
        }
        JsonNode parts = last.path("content");
        if (parts.path(parts.size() - 1) instanceof ObjectNode part && !part.has("cache_control")) {
            part.set("cache_control", mark);
        } else {
            drops.lose("cache_control");
        }
    }

    private ObjectNode message(String role) {
        return messages.addObject().put("role", role);
    }
}
