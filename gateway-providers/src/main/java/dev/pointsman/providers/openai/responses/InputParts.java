package dev.pointsman.providers.openai.responses;

import dev.pointsman.provider.chat.ChatMessage;
import dev.pointsman.provider.chat.ChatPart;
import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.Media;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the parts of a message as those of an input item. */
final class InputParts {
    private InputParts() {}

    /** One plain text as a string, anything else as a list. */
    static JsonNode content(ChatMessage message) {
        List<ChatPart> parts = message.parts();
        if (parts.isEmpty()) {
            return JsonNodeFactory.instance.stringNode("");
        }
        if (parts.size() == 1 && parts.get(0) instanceof ChatPart.Text words && words.cache() == null) {
            return JsonNodeFactory.instance.stringNode(words.text());
        }
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (ChatPart part : parts) {
            ObjectNode written = part(part);
            if (part.cache() != null) {
                written.putObject("prompt_cache_breakpoint").put("mode", "explicit");
            }
            list.add(written);
        }
        return list;
    }

    private static ObjectNode part(ChatPart part) {
        if (part instanceof ChatPart.Text words) {
            return object("input_text").put("text", words.text());
        }
        if (part instanceof ChatPart.Refusal words) {
            return object("input_text").put("text", words.text());
        }
        if (part instanceof ChatPart.Image image) {
            return object("input_image")
                    .put("image_url", address(image.media(), "image/jpeg"))
                    .put("detail", image.detail() == null ? "auto" : image.detail());
        }
        if (part instanceof ChatPart.File file) {
            return file(file);
        }
        throw ChatRequest.invalid(part.at(), part.at() + ": the Responses API takes no such part");
    }

    private static ObjectNode file(ChatPart.File file) {
        ObjectNode out = object("input_file");
        Media media = file.media();
        if (media == null) {
            out.put("file_id", file.fileId());
        } else if (media.url() != null) {
            out.put("file_url", media.url());
        } else {
            out.put("file_data", address(media, "application/pdf"));
            if (file.name() != null) {
                out.put("filename", file.name());
            }
        }
        return out;
    }

    private static @Nullable String address(Media media, String otherwise) {
        if (media.url() != null) {
            return media.url();
        }
        return "data:" + (media.type() == null ? otherwise : media.type()) + ";base64," + media.base64();
    }

    private static ObjectNode object(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
