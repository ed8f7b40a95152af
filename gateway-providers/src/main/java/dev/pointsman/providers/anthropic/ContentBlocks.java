package dev.pointsman.providers.anthropic;

import dev.pointsman.provider.chat.CacheHint;
import dev.pointsman.provider.chat.ChatPart;
import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.Media;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes parts of a message as Anthropic's content blocks. */
final class ContentBlocks {
    private static final Set<String> IMAGES = Set.of("image/jpeg", "image/png", "image/gif", "image/webp");
    /** Blocks of Anthropic's own that a client may have kept from an earlier answer, beside results of hosted tools. */
    private static final Set<String> OWN = Set.of(
            "image",
            "document",
            "search_result",
            "container_upload",
            "server_tool_use",
            "mcp_tool_use",
            "thinking",
            "redacted_thinking");

    private ContentBlocks() {}

    /** Null for an empty text, which the API refuses. */
    static @Nullable ObjectNode of(ChatPart part) {
        ObjectNode block;
        if (part instanceof ChatPart.Text words) {
            block = text(words.text());
        } else if (part instanceof ChatPart.Refusal words) {
            block = text(words.text());
        } else if (part instanceof ChatPart.Image image) {
            block = image(image);
        } else if (part instanceof ChatPart.File file) {
            block = file(file);
        } else if (part instanceof ChatPart.Foreign foreign
                && foreign.json() instanceof ObjectNode own
                && (OWN.contains(foreign.type()) || foreign.type().endsWith("_tool_result"))) {
            return own.deepCopy();
        } else {
            throw ChatRequest.invalid(part.at(), part.at() + ": this provider takes no such part");
        }
        return block == null ? null : marked(block, part.cache());
    }

    static ObjectNode marked(ObjectNode block, @Nullable CacheHint cache) {
        if (cache != null) {
            ObjectNode mark = block.putObject("cache_control").put("type", "ephemeral");
            if (cache.ttl() != null) {
                mark.put("ttl", cache.ttl());
            }
        }
        return block;
    }

    static @Nullable ObjectNode text(String text) {
        return text.isEmpty() ? null : block("text").put("text", text);
    }

    private static ObjectNode image(ChatPart.Image image) {
        Media media = image.media();
        if (media.url() == null && !IMAGES.contains(media.type() == null ? "" : media.type())) {
            throw ChatRequest.invalid(
                            image.at(),
                            image.at() + ": " + (media.type() == null ? "an image of unknown type" : media.type())
                                    + " (expected: image/jpeg, image/png, image/gif or image/webp)")
                    .withCode("invalid_image_format");
        }
        ObjectNode block = block("image");
        source(block, media);
        return block;
    }

    private static void source(ObjectNode block, Media media) {
        if (media.url() != null) {
            block.putObject("source").put("type", "url").put("url", media.url());
        } else {
            block.putObject("source")
                    .put("type", "base64")
                    .put("media_type", media.type())
                    .put("data", media.base64());
        }
    }

    private static ObjectNode file(ChatPart.File file) {
        ObjectNode block = block("document");
        Media media = file.media();
        String type = media == null || media.type() == null ? "" : media.type();
        if (media == null) {
            block.putObject("source").put("type", "file").put("file_id", file.fileId());
        } else if (IMAGES.contains(type)) {
            block.put("type", "image");
            source(block, media);
            return block;
        } else if (media.url() != null || type.equals("application/pdf")) {
            source(block, media);
        } else if (type.startsWith("text/") || type.equals("application/json")) {
            block.putObject("source")
                    .put("type", "text")
                    .put("media_type", "text/plain")
                    .put("data", decoded(file, media));
        } else {
            throw ChatRequest.invalid(
                    file.at(), file.at() + ": a file of type \"" + type + "\" (expected: PDF, text or an image)");
        }
        if (file.name() != null) {
            block.put("title", file.name());
        }
        return block;
    }

    private static String decoded(ChatPart.File file, Media media) {
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(media.base64() == null ? "" : media.base64());
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            throw ChatRequest.invalid(file.at(), file.at() + ": file_data is not base64");
        }
    }

    private static ObjectNode block(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
