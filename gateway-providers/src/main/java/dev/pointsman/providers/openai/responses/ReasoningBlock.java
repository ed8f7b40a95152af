package dev.pointsman.providers.openai.responses;

import dev.pointsman.provider.chat.ChatMessage;
import dev.pointsman.provider.chat.JsonBytes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An item of encrypted reasoning between two requests: an element of {@code thinking_blocks}, whose signature is
 * {@code openai:<calls>:<text>:<id>:<encrypted content>}. The first two tell its place in the turn: how many calls, and whether any text, came
 * before it.
 *
 * @param calls how many calls came before
 * @param afterText whether text came before
 */
record ReasoningBlock(int calls, boolean afterText, ObjectNode item) {
    private static final String FAMILY = "openai";
    private static final int PARTS = 5;

    /** The block as JSON; {@code summary} and {@code encrypted} are contents of JSON strings, escapes and all. */
    static byte[] json(int calls, boolean afterText, String id, byte[] summary, byte[] encrypted) {
        return new JsonBytes()
                .add("{\"type\":\"thinking\",\"thinking\":\"")
                .add(summary)
                .add("\",\"signature\":\"" + FAMILY + ":")
                .add(calls)
                .add(afterText ? ":1:" : ":0:")
                .add(inner(id))
                .add(":")
                .add(encrypted)
                .add("\"}")
                .take();
    }

    /** Ids are plain words; one that is not is left out. */
    private static String inner(String id) {
        return id.matches("[A-Za-z0-9_-]*") ? id : "";
    }

    /** Null where another family of providers made it, or it is broken. */
    static @Nullable ReasoningBlock of(JsonNode block) {
        if (!ChatMessage.family(block).equals(FAMILY)) {
            return null;
        }
        String[] parts = block.path("signature").stringValue().split(":", PARTS);
        if (parts.length < PARTS || parts[4].isEmpty() || !parts[1].matches("\\d{1,4}")) {
            return null;
        }
        ObjectNode item = JsonNodeFactory.instance.objectNode().put("type", "reasoning");
        if (!parts[3].isEmpty()) {
            item.put("id", parts[3]);
        }
        ArrayNode summary = item.putArray("summary");
        String text = block.path("thinking").asString("");
        if (!text.isEmpty()) {
            summary.addObject().put("type", "summary_text").put("text", text);
        }
        item.put("encrypted_content", parts[4]);
        return new ReasoningBlock(Integer.parseInt(parts[1]), parts[2].equals("1"), item);
    }
}
