package dev.pointsman.dialect.messages;

import dev.pointsman.api.GatewayException;
import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.Drops;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes Anthropic's blocks of text, images, documents and search results as parts of an OpenAI message. */
final class ContentParts {
    private ContentParts() {}

    /** Adds what a block of a user's says; an empty text says nothing. Whether it is of a kind that can be said in a chat. */
    static boolean add(JsonNode block, String at, ArrayNode parts, Drops drops) {
        switch (block.path("type").asString("")) {
            case "text" -> text(block, at, parts, drops);
            case "image" -> parts.add(mark(image(block.path("source"), at), block));
            case "document" -> document(block, at, parts, drops);
            case "search_result" -> searchResult(block, parts, drops);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Takes over a block's cache mark. */
    static ObjectNode mark(ObjectNode part, JsonNode block) {
        if (block.path("cache_control").isObject()) {
            part.set("cache_control", block.path("cache_control"));
        }
        return part;
    }

    static ObjectNode text(String text) {
        return part("text").put("text", text);
    }

    static void text(JsonNode block, String at, ArrayNode parts, Drops drops) {
        JsonNode text = block.path("text");
        if (!text.isString()) {
            throw required(at + ".text");
        }
        if (!block.path("citations").isEmpty()) {
            drops.lose("messages.citations");
        }
        if (!text.stringValue().isEmpty()) {
            parts.add(mark(text(text.stringValue()), block));
        }
    }

    private static ObjectNode image(JsonNode source, String at) {
        String url = switch (source.path("type").asString("")) {
            case "base64" -> dataUri(source, at + ".source");
            case "url" -> given(source, "url", at + ".source");
            default -> throw elsewhere(source, at + ".source");
        };
        ObjectNode part = part("image_url");
        part.putObject("image_url").put("url", url);
        return part;
    }

    private static void document(JsonNode block, String at, ArrayNode parts, Drops drops) {
        JsonNode source = block.path("source");
        if (block.path("citations").path("enabled").asBoolean(false)) {
            drops.lose("messages.citations");
        }
        String title = block.path("title").asString("");
        String context = block.path("context").asString("");
        switch (source.path("type").asString("")) {
            case "text" -> parts.add(mark(text(joined(title, context, given(source, "data", at + ".source"))), block));
            case "content" -> content(source.path("content"), joined(title, context), at, parts, drops);
            case "base64" -> {
                said(context, parts);
                ObjectNode file = part("file");
                file.putObject("file")
                        .put("filename", title.isEmpty() ? "document.pdf" : title)
                        .put("file_data", dataUri(source, at + ".source"));
                parts.add(mark(file, block));
            }
            case "url" -> {
                said(context, parts);
                ObjectNode file = part("file");
                ObjectNode inner = file.putObject("file").put("file_url", given(source, "url", at + ".source"));
                if (!title.isEmpty()) {
                    inner.put("filename", title);
                }
                parts.add(mark(file, block));
            }
            default -> throw elsewhere(source, at + ".source");
        }
    }

    private static void content(JsonNode content, String heading, String at, ArrayNode parts, Drops drops) {
        said(heading, parts);
        if (content.isString()) {
            said(content.stringValue(), parts);
            return;
        }
        int index = 0;
        for (JsonNode block : content) {
            String place = at + ".source.content." + index++;
            if (!add(block, place, parts, drops)) {
                throw unknown(block, place);
            }
        }
    }

    /** Its title and source, then its texts. */
    private static void searchResult(JsonNode block, ArrayNode parts, Drops drops) {
        if (block.path("citations").path("enabled").asBoolean(false)) {
            drops.lose("messages.citations");
        }
        StringBuilder all = new StringBuilder(
                joined(block.path("title").asString(""), block.path("source").asString("")));
        for (JsonNode text : block.path("content")) {
            all.append(all.isEmpty() ? "" : "\n").append(text.path("text").asString(""));
        }
        if (!all.isEmpty()) {
            parts.add(mark(text(all.toString()), block));
        }
    }

    private static void said(String text, ArrayNode parts) {
        if (!text.isEmpty()) {
            parts.add(text(text));
        }
    }

    private static String joined(String... texts) {
        StringBuilder all = new StringBuilder();
        for (String text : texts) {
            if (!text.isEmpty()) {
                all.append(all.isEmpty() ? "" : "\n").append(text);
            }
        }
        return all.toString();
    }

    private static String dataUri(JsonNode source, String at) {
        return "data:" + given(source, "media_type", at) + ";base64," + given(source, "data", at);
    }

    private static String given(JsonNode source, String name, String at) {
        String value = source.path(name).asString("");
        if (value.isEmpty()) {
            throw required(at + "." + name);
        }
        return value;
    }

    static GatewayException required(String at) {
        return ChatRequest.invalid(at, at + ": Field required");
    }

    /** A file is known to the one provider it was given to. */
    private static GatewayException elsewhere(JsonNode source, String at) {
        String type = source.path("type").asString("");
        return type.isEmpty()
                ? required(at + ".type")
                : ChatRequest.invalid(
                        at + ".type",
                        at + ".type: \"" + type + "\" can only be read by a provider that speaks this API itself"
                                + " (expected: base64, url or text)");
    }

    static GatewayException unknown(JsonNode block, String at) {
        String type = block.path("type").asString("");
        return type.isEmpty()
                ? required(at + ".type")
                : ChatRequest.invalid(
                        at,
                        at + ": a block of type \"" + type
                                + "\" can only be read by a provider that speaks this API itself");
    }

    private static ObjectNode part(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
