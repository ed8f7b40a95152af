package dev.pointsman.providers.ollama;

import dev.pointsman.api.GatewayException;
import dev.pointsman.provider.chat.ChatMessage;
import dev.pointsman.provider.chat.ChatPart;
import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.Drops;
import dev.pointsman.provider.chat.Media;
import dev.pointsman.provider.chat.ToolCall;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code messages} in Ollama's form: one text a message, pictures and sound beside it in base64, calls with arguments as objects, results
 * with the name of the tool they come from.
 */
final class Conversation {
    private static final Set<String> IMAGES =
            Set.of("image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp", "image/tiff");

    private final Map<String, String> toolNames = new HashMap<>();
    private final ArrayNode messages = JsonNodeFactory.instance.arrayNode();
    private final Drops drops;

    private Conversation(Drops drops) {
        this.drops = drops;
    }

    static ArrayNode of(List<ChatMessage> conversation, Drops drops) {
        Conversation written = new Conversation(drops);
        conversation.forEach(written::add);
        return written.messages;
    }

    private void add(ChatMessage message) {
        ObjectNode out = messages.addObject();
        out.put("role", message.role().name().toLowerCase(Locale.ROOT));
        content(message, out);
        switch (message.role()) {
            case SYSTEM, USER -> {}
            case ASSISTANT -> said(message, out);
            case TOOL -> answered(message, out);
        }
    }

    private void said(ChatMessage message, ObjectNode out) {
        if (!message.reasoning().isEmpty()) {
            out.put("thinking", message.reasoning());
        } else if (!message.thinking().isEmpty()) {
            drops.lose("messages.thinking_blocks");
        }
        int index = 0;
        for (ToolCall call : message.calls()) {
            toolNames.put(call.id(), call.name());
            ObjectNode written = out.withArray("tool_calls").addObject().put("id", call.id());
            written.putObject("function")
                    .put("index", index++)
                    .put("name", call.name())
                    .set("arguments", call.arguments());
        }
    }

    private void answered(ChatMessage message, ObjectNode out) {
        String id = message.answers() == null ? "" : message.answers();
        String name = toolNames.get(id);
        if (name != null) {
            out.put("tool_name", name);
        }
        out.put("tool_call_id", id);
    }

    private static void content(ChatMessage message, ObjectNode out) {
        List<String> texts = new ArrayList<>();
        ArrayNode media = JsonNodeFactory.instance.arrayNode();
        for (ChatPart part : message.parts()) {
            if (part instanceof ChatPart.Text words) {
                texts.add(words.text());
            } else if (part instanceof ChatPart.Refusal words) {
                texts.add(words.text());
            } else if (part instanceof ChatPart.Image image) {
                media.add(image(image.media(), image.at()));
            } else if (part instanceof ChatPart.Audio audio) {
                media.add(audio.base64());
            } else if (part instanceof ChatPart.File file) {
                file(file, texts, media);
            } else {
                throw refused(part.at(), "this provider takes no such part");
            }
        }
        out.put("content", String.join("\n", texts));
        if (!media.isEmpty()) {
            out.set("images", media);
        }
    }

    private static String image(Media media, String at) {
        if (media.base64() == null) {
            throw refused(at, "this provider does not fetch images (expected: a data: URI)")
                    .withCode("invalid_image_url");
        }
        if (media.type() != null && !IMAGES.contains(media.type())) {
            throw refused(at, media.type() + " (expected: JPEG, PNG, WebP, GIF, BMP or TIFF)")
                    .withCode("invalid_image_format");
        }
        return media.base64();
    }

    /** A picture, or a text that is read as one more piece of the message. */
    private static void file(ChatPart.File file, List<String> texts, ArrayNode images) {
        Media media = file.media();
        String type = media == null || media.type() == null ? "" : media.type();
        if (media != null && type.startsWith("image/")) {
            images.add(image(media, file.at()));
        } else if (media != null && media.base64() != null && isText(type)) {
            texts.add(decoded(media.base64(), file.at()));
        } else {
            throw refused(file.at(), "this provider takes no such file (expected: text or an image, inline)");
        }
    }

    private static boolean isText(String type) {
        return type.startsWith("text/") || type.equals("application/json");
    }

    private static String decoded(@Nullable String base64, String at) {
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(base64 == null ? "" : base64);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            throw refused(at, "file_data is not base64");
        }
    }

    private static GatewayException refused(String at, String why) {
        return ChatRequest.invalid(at, at + ": " + why);
    }
}
