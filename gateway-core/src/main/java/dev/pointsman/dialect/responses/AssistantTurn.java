package dev.pointsman.dialect.responses;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One assistant message of a chat while it is gathered from neighbouring items: reasoning, then what was said, then calls. All calls up to
 * the first answer belong to one message: chats want every call answered before the assistant's next turn.
 */
final class AssistantTurn {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final StringBuilder reasoning = new StringBuilder();
    private final ArrayNode thinking = JSON.arrayNode();
    private final ArrayNode content = JSON.arrayNode();
    private final ArrayNode calls = JSON.arrayNode();
    private boolean spoke;

    /** Whether more words, or more reasoning, open the next message. */
    boolean spoke() {
        return spoke && calls.isEmpty();
    }

    void say(JsonNode words) {
        spoke = true;
        if (words.isString()) {
            content.addObject().put("type", "text").put("text", words.stringValue());
        } else {
            words.forEach(content::add);
        }
    }

    void call(ObjectNode call) {
        calls.add(call);
    }

    void think(String text, ArrayNode blocks) {
        reasoning.append(text);
        blocks.forEach(thinking::add);
    }

    /** Whether there is anything but reasoning. */
    boolean complete() {
        return spoke || !calls.isEmpty();
    }

    ObjectNode message() {
        ObjectNode message = JSON.objectNode().put("role", "assistant");
        JsonNode first = content.path(0);
        String only = InputParts.onlyText(content);
        if (only != null) {
            message.put("content", only);
        } else if (content.isEmpty()) {
            message.putNull("content");
        } else if (content.size() == 1 && first.path("refusal").isString()) {
            message.putNull("content").set("refusal", first.path("refusal"));
        } else {
            message.set("content", content);
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
        return message;
    }
}
