package dev.pointsman.providers.anthropic;

import dev.pointsman.provider.chat.ChatMessage;
import dev.pointsman.provider.chat.ChatPart;
import dev.pointsman.provider.chat.Drops;
import dev.pointsman.provider.chat.ToolCall;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The conversation in Anthropic's shape: turns of user and assistant by turns, the user's first, system messages apart. All results of one
 * assistant's turn stand in the one turn after it, before anything else; no block is empty.
 */
final class Turns {
    private final ArrayNode system = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode turns = JsonNodeFactory.instance.arrayNode();
    private final Set<String> calledTools = new LinkedHashSet<>();
    private final Drops drops;
    private final boolean thinks;
    private boolean callsLast;
    private boolean thoughtLast;

    /** {@code thinks} tells whether the model knows blocks of thinking. */
    Turns(Iterable<ChatMessage> messages, boolean thinks, Drops drops) {
        this.drops = drops;
        this.thinks = thinks;
        for (ChatMessage message : messages) {
            switch (message.role()) {
                case SYSTEM -> parts(message, system);
                case USER -> user(message);
                case ASSISTANT -> assistant(message);
                case TOOL -> result(message);
            }
        }
        if (turns.isEmpty() || !role(turns.get(0)).equals("user")) {
            ObjectNode first = turn("user");
            ((ArrayNode) first.path("content")).addObject().put("type", "text").put("text", ".");
            turns.insert(0, first);
        }
    }

    ArrayNode system() {
        return system;
    }

    ArrayNode messages() {
        return turns;
    }

    /** Names of all tools that were called, in order. */
    Set<String> calledTools() {
        return calledTools;
    }

    /** Whether results are being sent back of calls that came without the thinking that led to them. */
    boolean lostThinking() {
        return callsLast && !thoughtLast && !endsWithAssistant() && results(turns.size() - 1) > 0;
    }

    boolean endsWithAssistant() {
        return role(turns.get(turns.size() - 1)).equals("assistant");
    }

    void addUser(String text) {
        ((ArrayNode) last("user").path("content"))
                .addObject()
                .put("type", "text")
                .put("text", text);
    }

    /** A last text of the assistant must not end in white space. */
    void trimLast() {
        JsonNode content = turns.get(turns.size() - 1).path("content");
        if (content.get(content.size() - 1) instanceof ObjectNode block
                && block.path("type").asString("").equals("text")) {
            String text = block.path("text").asString("").stripTrailing();
            block.put("text", text.isEmpty() ? "." : text);
        }
    }

    private void user(ChatMessage message) {
        ArrayNode blocks = JsonNodeFactory.instance.arrayNode();
        parts(message, blocks);
        if (!blocks.isEmpty()) {
            ((ArrayNode) last("user").path("content")).addAll(blocks);
        }
    }

    private static void parts(ChatMessage message, ArrayNode blocks) {
        for (ChatPart part : message.parts()) {
            ObjectNode block = ContentBlocks.of(part);
            if (block != null) {
                blocks.add(block);
            }
        }
    }

    private void assistant(ChatMessage message) {
        ArrayNode blocks = JsonNodeFactory.instance.arrayNode();
        thinking(message, blocks);
        boolean thought = !blocks.isEmpty();
        parts(message, blocks);
        for (ToolCall call : message.calls()) {
            calledTools.add(call.name());
            blocks.addObject()
                    .put("type", "tool_use")
                    .put("id", ToolForms.id(call.id()))
                    .put("name", call.name())
                    .set("input", call.arguments());
        }
        if (blocks.isEmpty()) {
            return;
        }
        ((ArrayNode) last("assistant").path("content")).addAll(blocks);
        callsLast = !message.calls().isEmpty();
        thoughtLast = thought;
    }

    /** Signed blocks go back as they came. One whose text was too long to be streamed in the block gets it back from the reasoning. */
    private void thinking(ChatMessage message, ArrayNode blocks) {
        int signed = 0;
        for (JsonNode block : message.thinking()) {
            boolean redacted = block.path("type").asString("").equals("redacted_thinking");
            boolean own = ChatMessage.family(block).isEmpty();
            if (thinks
                    && own
                    && (redacted || !block.path("signature").asString("").isEmpty())) {
                blocks.add(block.deepCopy());
                signed += redacted ? 0 : 1;
            } else {
                drops.lose("messages.thinking_blocks");
            }
        }
        if (signed == 1 && !message.reasoning().isEmpty()) {
            for (JsonNode block : blocks) {
                if (block instanceof ObjectNode open
                        && open.has("signature")
                        && open.path("thinking").asString("").isEmpty()) {
                    open.put("thinking", message.reasoning());
                }
            }
        } else if (signed == 0 && blocks.isEmpty() && !message.reasoning().isEmpty()) {
            drops.lose("messages.reasoning_content");
        }
    }

    private void result(ChatMessage message) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.put("type", "tool_result")
                .put("tool_use_id", ToolForms.id(message.answers() == null ? "" : message.answers()));
        ArrayNode blocks = JsonNodeFactory.instance.arrayNode();
        parts(message, blocks);
        boolean plain = blocks.size() == 1
                && blocks.get(0).path("type").asString("").equals("text")
                && !blocks.get(0).has("cache_control");
        if (plain) {
            result.set("content", blocks.get(0).path("text"));
        } else if (!blocks.isEmpty()) {
            result.set("content", blocks);
        }
        ArrayNode content = (ArrayNode) last("user").path("content");
        content.insert(results(turns.size() - 1), result);
    }

    /** How many results a turn begins with. */
    private int results(int turn) {
        int count = 0;
        for (JsonNode block : turns.get(turn).path("content")) {
            if (!block.path("type").asString("").equals("tool_result")) {
                break;
            }
            count++;
        }
        return count;
    }

    private ObjectNode last(String role) {
        if (!turns.isEmpty()
                && turns.get(turns.size() - 1) instanceof ObjectNode open
                && role(open).equals(role)) {
            return open;
        }
        ObjectNode next = turn(role);
        turns.add(next);
        return next;
    }

    private static ObjectNode turn(String role) {
        ObjectNode turn = JsonNodeFactory.instance.objectNode().put("role", role);
        turn.putArray("content");
        return turn;
    }

    private static String role(JsonNode turn) {
        return turn.path("role").asString("");
    }
}
