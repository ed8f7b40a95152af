package dev.pointsman.providers.cohere.chat;

import dev.pointsman.provider.chat.ChatMessage;
import dev.pointsman.provider.chat.ChatPart;
import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.Drops;
import dev.pointsman.provider.chat.Media;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The conversation in Cohere's shape. Messages keep their order and stay apart, results of tools too; one that says nothing is left out. Texts of
 * files stand apart, as documents.
 *
 * <p>Beside calls an assistant's message has no text: what it said there is its plan.
 */
final class Turns {
    private static final Set<String> IMAGES = Set.of("image/jpeg", "image/png", "image/webp", "image/gif");
    /** Stands in for a result without content, which the API refuses. */
    private static final String NO_RESULT = "(no output)";

    private final ArrayNode messages = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode documents = JsonNodeFactory.instance.arrayNode();
    private final CommandModel model;
    private final Drops drops;

    Turns(Iterable<ChatMessage> conversation, CommandModel model, Drops drops) {
        this.model = model;
        this.drops = drops;
        boolean spoken = false;
        for (ChatMessage message : conversation) {
            spoken |= switch (message.role()) {
                case SYSTEM -> system(message);
                case USER -> user(message);
                case ASSISTANT -> assistant(message);
                case TOOL -> result(message);
            };
        }
        if (!spoken) {
            messages.addObject().put("role", "user").put("content", ".");
        }
    }

    ArrayNode messages() {
        return messages;
    }

    /** Files of text, in order. */
    ArrayNode documents() {
        return documents;
    }

    /** Adds a line to what the system says, before all else. */
    void instruct(String line) {
        messages.insert(
                0, JsonNodeFactory.instance.objectNode().put("role", "system").put("content", line));
    }

    private boolean system(ChatMessage message) {
        JsonNode content = content(message);
        if (content != null) {
            messages.addObject().put("role", "system").set("content", content);
        }
        return false;
    }

    /** A message that is nothing but files still is the user's turn. */
    private boolean user(ChatMessage message) {
        int files = documents.size();
        JsonNode content = content(message);
        if (content == null && documents.size() == files) {
            return false;
        }
        messages.addObject().put("role", "user").set("content", content == null ? StringNode.valueOf(".") : content);
        return true;
    }

    private boolean assistant(ChatMessage message) {
        if (!message.thinking().isEmpty() && message.reasoning().isEmpty()) {
            drops.lose("messages.thinking_blocks");
        }
        ObjectNode turn = JsonNodeFactory.instance.objectNode().put("role", "assistant");
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        boolean calls = !message.calls().isEmpty();
        String reasoning = message.reasoning();
        if (!reasoning.isEmpty() && model.reasons()) {
            parts.addObject().put("type", "thinking").put("thinking", reasoning);
        } else if (!reasoning.isEmpty() && !calls) {
            drops.lose("messages.reasoning_content");
        }
        if (calls) {
            String plan = plan(message, model.reasons() ? "" : reasoning);
            if (!plan.isEmpty()) {
                turn.put("tool_plan", plan);
            }
            turn.set("tool_calls", ToolForms.calls(message.calls()));
        } else {
            parts(message, parts);
        }
        JsonNode content = content(parts);
        if (content != null) {
            turn.set("content", content);
        }
        if (content != null || calls) {
            messages.add(turn);
        }
        return content != null || calls;
    }

    private String plan(ChatMessage message, String reasoning) {
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        parts(message, parts); // refuses what is no text
        String said = message.text();
        return reasoning.isEmpty() || said.isEmpty() ? reasoning + said : reasoning + "\n" + said;
    }

    private boolean result(ChatMessage message) {
        JsonNode content = content(message);
        ObjectNode result = messages.addObject()
                .put("role", "tool")
                .put("tool_call_id", message.answers() == null ? "" : message.answers());
        if (content == null) {
            result.put("content", NO_RESULT);
        } else {
            result.set("content", content);
        }
        return true;
    }

    private @Nullable JsonNode content(ChatMessage message) {
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        parts(message, parts);
        return content(parts);
    }

    /** A single text as a string; null for nothing. */
    private static @Nullable JsonNode content(ArrayNode parts) {
        boolean plain =
                parts.size() == 1 && parts.get(0).path("type").asString("").equals("text");
        return parts.isEmpty() ? null : plain ? parts.get(0).path("text") : parts;
    }

    private void parts(ChatMessage message, ArrayNode parts) {
        for (ChatPart part : message.parts()) {
            if (part.cache() != null) {
                drops.lose("messages.cache_control");
            }
            if (part instanceof ChatPart.Text words) {
                text(words.text(), parts);
            } else if (part instanceof ChatPart.Refusal words) {
                text(words.text(), parts);
            } else if (part instanceof ChatPart.Image image && message.role() == ChatMessage.Role.USER) {
                parts.add(image(image));
            } else if (part instanceof ChatPart.File file && message.role() == ChatMessage.Role.USER) {
                documents.add(document(file));
            } else if (part instanceof ChatPart.Foreign own
                    && own.type().equals("document")
                    && message.role() == ChatMessage.Role.TOOL) {
                parts.add(own.json());
            } else {
                throw ChatRequest.invalid(part.at(), part.at() + ": this provider takes " + expected(message.role()))
                        .withCode("unsupported_value");
            }
        }
    }

    private static String expected(ChatMessage.Role role) {
        return switch (role) {
            case USER -> "text, images and files of text";
            case TOOL -> "text and documents here";
            case SYSTEM, ASSISTANT -> "text only here";
        };
    }

    private static void text(String words, ArrayNode parts) {
        if (!words.isEmpty()) {
            parts.addObject().put("type", "text").put("text", words);
        }
    }

    private static ObjectNode image(ChatPart.Image image) {
        Media media = image.media();
        String url = media.url();
        if (url == null) {
            String type = media.type() == null ? "" : media.type();
            if (!IMAGES.contains(type)) {
                throw ChatRequest.invalid(
                        image.at(),
                        image.at() + ": an image of type \"" + type + "\" (expected: JPEG, PNG, WebP or GIF)");
            }
            url = "data:" + type + ";base64," + media.base64();
        }
        ObjectNode part = JsonNodeFactory.instance.objectNode().put("type", "image_url");
        ObjectNode address = part.putObject("image_url").put("url", url);
        if (image.detail() != null) {
            address.put("detail", image.detail());
        }
        return part;
    }

    private ObjectNode document(ChatPart.File file) {
        Media media = file.media();
        String type = media == null || media.type() == null ? "" : media.type();
        if (media == null || media.base64() == null || !(type.startsWith("text/") || type.equals("application/json"))) {
            throw ChatRequest.invalid(
                            file.at(),
                            file.at() + ": a file of type \"" + type + "\" (expected: text or JSON in file_data)")
                    .withCode("unsupported_value");
        }
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("id", "file_" + documents.size());
        ObjectNode data = document.putObject("data");
        if (file.name() != null) {
            data.put("title", file.name());
        }
        data.put("text", decoded(file, media.base64()));
        return document;
    }

    private static String decoded(ChatPart.File file, String base64) {
        try {
            return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            throw ChatRequest.invalid(file.at(), file.at() + ": file_data is not base64");
        }
    }
}
