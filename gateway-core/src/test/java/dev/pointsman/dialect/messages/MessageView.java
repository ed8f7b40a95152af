package dev.pointsman.dialect.messages;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A stream of events read as Anthropic's clients read it, strictly: what the message is in the end, and the order of events. */
public final class MessageView {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final List<String> order = new ArrayList<>();
    private final StringBuilder partial = new StringBuilder();
    private ObjectNode message = MAPPER.createObjectNode();
    private int open = -1;
    private boolean stopped;

    /** Throws {@link AssertionError} where the order of events is not Anthropic's. */
    public static MessageView of(String stream) {
        MessageView view = new MessageView();
        for (String event : stream.split("\n\n", -1)) {
            if (!event.isEmpty()) {
                view.event(event);
            }
        }
        require(view.stopped, "no message_stop");
        return view;
    }

    /** The message as a client has it at the end. */
    public JsonNode message() {
        return message;
    }

    /** Types of events, repeated deltas told once. */
    public List<String> order() {
        return order;
    }

    private void event(String event) {
        String[] lines = event.split("\n", -1);
        require(lines.length == 2 && lines[0].startsWith("event: ") && lines[1].startsWith("data: "), event);
        JsonNode data = MAPPER.readTree(lines[1].substring(6));
        String type = data.path("type").stringValue();
        require(lines[0].equals("event: " + type), event);
        require(!stopped, "an event after message_stop: " + event);
        require(type.equals("message_start") == order.isEmpty(), "message_start comes first, and once: " + event);
        if (order.isEmpty()
                || !type.endsWith("_delta")
                || !order.get(order.size() - 1).equals(type)) {
            order.add(type);
        }
        switch (type) {
            case "message_start" -> {
                message = (ObjectNode) data.path("message");
                require(
                        message.path("content").isEmpty()
                                && message.path("stop_reason").isNull(),
                        event);
            }
            case "content_block_start" -> start(data);
            case "content_block_delta" -> delta(data);
            case "content_block_stop" -> stop(data);
            case "message_delta" -> {
                require(open < 0, "message_delta within a block");
                message.setAll((ObjectNode) data.path("delta"));
                message.set("usage", data.path("usage"));
            }
            case "message_stop" -> {
                require(!message.path("stop_reason").isNull(), "no stop_reason");
                stopped = true;
            }
            case "ping" -> {}
            default -> throw new AssertionError("unknown event " + type);
        }
    }

    private void start(JsonNode data) {
        ArrayNode content = (ArrayNode) message.path("content");
        require(open < 0 && data.path("index").intValue() == content.size(), "a block out of order: " + data);
        open = content.size();
        content.add(data.path("content_block").deepCopy());
        partial.setLength(0);
    }

    private void delta(JsonNode data) {
        require(open >= 0 && data.path("index").intValue() == open, "a delta of no open block: " + data);
        ObjectNode block = (ObjectNode) message.path("content").get(open);
        JsonNode delta = data.path("delta");
        String field = switch (delta.path("type").stringValue()) {
            case "text_delta" -> "text";
            case "thinking_delta" -> "thinking";
            case "signature_delta" -> "signature";
            case "input_json_delta" -> "partial_json";
            default -> throw new AssertionError("unknown delta " + delta);
        };
        String kind = block.path("type").stringValue().toLowerCase(Locale.ROOT);
        require(
                kind.equals(field)
                        || (kind.equals("thinking") && field.equals("signature"))
                        || (kind.endsWith("tool_use") && field.equals("partial_json")),
                field + " in a block of " + kind);
        String piece = delta.path(field).stringValue();
        if (field.equals("partial_json")) {
            partial.append(piece);
        } else {
            block.put(field, block.path(field).stringValue() + piece);
        }
    }

    private void stop(JsonNode data) {
        require(open >= 0 && data.path("index").intValue() == open, "a stop of no open block: " + data);
        ObjectNode block = (ObjectNode) message.path("content").get(open);
        if (block.path("type").stringValue().endsWith("tool_use")) {
            block.set("input", MAPPER.readTree(partial.toString()));
        }
        open = -1;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
