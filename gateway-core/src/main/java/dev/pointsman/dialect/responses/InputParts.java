package dev.pointsman.dialect.responses;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code content} and {@code output} of items as the content of chat messages. Errors name the place in the client's own body. */
final class InputParts {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String[] CACHE_MARKS = {"prompt_cache_breakpoint", "cache_control"};

    private InputParts() {}

    /** A string or a list of parts, as it was given; an empty list is "". */
    static JsonNode content(JsonNode content, String at) {
        if (content.isString()) {
            return content;
        }
        if (content.isMissingNode() || content.isNull()) {
            return JSON.stringNode("");
        }
        if (!content.isArray()) {
            throw invalid(at, "expected a string or a list of parts");
        }
        ArrayNode parts = JSON.arrayNode();
        for (JsonNode part : content) {
            parts.add(part(part, at + "[" + parts.size() + "]"));
        }
        return parts.isEmpty() ? JSON.stringNode("") : parts;
    }

    private static ObjectNode part(JsonNode part, String at) {
        if (part.isString()) {
            return text(part.stringValue());
        }
        ObjectNode made = switch (part.path("type").asString("")) {
            case "input_text", "output_text", "text" -> text(part.path("text").asString(""));
            case "refusal" ->
                JSON.objectNode()
                        .put("type", "refusal")
                        .put("refusal", part.path("refusal").asString(""));
            case "input_image" -> image(part, at);
            case "input_file" -> file(part, at);
            case "input_audio" -> audio(part, at);
            case "" -> throw invalid(at, "expected a part with a type");
            default -> throw invalid(at, "only a provider that speaks the Responses API knows such a part");
        };
        for (String mark : CACHE_MARKS) {
            if (part.path(mark).isObject()) {
                made.set(mark, part.path(mark));
            }
        }
        return made;
    }

    private static ObjectNode text(String text) {
        return JSON.objectNode().put("type", "text").put("text", text);
    }

    private static ObjectNode image(JsonNode part, String at) {
        JsonNode given = part.path("image_url");
        String url = given.isObject() ? given.path("url").asString("") : given.asString("");
        if (url.isBlank()) {
            throw invalid(at + ".image_url", "expected the address of an image or a data: URI");
        }
        ObjectNode image = JSON.objectNode().put("url", url);
        String detail = part.path("detail").asString(null);
        if (detail != null) {
            image.put("detail", detail.equals("original") ? "high" : detail); // chats have no finer word
        }
        ObjectNode made = JSON.objectNode().put("type", "image_url");
        made.set("image_url", image);
        return made;
    }

    private static ObjectNode file(JsonNode part, String at) {
        ObjectNode file = JSON.objectNode();
        for (String name : new String[] {"filename", "file_data", "file_id", "file_url"}) {
            if (part.path(name).isString()) {
                file.put(name, part.path(name).stringValue());
            }
        }
        if (!file.has("file_data") && !file.has("file_id") && !file.has("file_url")) {
            throw invalid(at, "expected file_data, file_url or file_id");
        }
        ObjectNode made = JSON.objectNode().put("type", "file");
        made.set("file", file);
        return made;
    }

    private static ObjectNode audio(JsonNode part, String at) {
        if (!part.path("input_audio").isObject()) {
            throw invalid(at + ".input_audio", "expected an object with data and format");
        }
        ObjectNode made = JSON.objectNode().put("type", "input_audio");
        made.set("input_audio", part.path("input_audio"));
        return made;
    }

    /** The only text of a content; null where there is something else. */
    static @Nullable String onlyText(JsonNode content) {
        if (content.isString()) {
            return content.stringValue();
        }
        JsonNode first = content.path(0);
        boolean plain = content.size() == 1 && first.path("text").isString() && first.size() == 2;
        return plain ? first.path("text").stringValue() : null;
    }

    /** The failure for something that cannot be translated. */
    static GatewayException invalid(String at, String expected) {
        return new GatewayException(ErrorKind.INVALID_REQUEST, at + ": " + expected).withParam(at);
    }
}
