package dev.pointsman.providers.openai.responses;

import dev.pointsman.provider.chat.ChatMessage;
import dev.pointsman.provider.chat.Drops;
import dev.pointsman.provider.chat.ToolCall;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The conversation as {@code input}: an item for each message, each call, each result, and each piece of encrypted reasoning that this API gave in
 * an earlier turn, where it stood then.
 */
final class InputList {
    private final ArrayNode items = JsonNodeFactory.instance.arrayNode();
    private final Set<String> customCalls = new HashSet<>();
    private final String systemRole;
    private final Drops drops;

    private InputList(boolean reasons, Drops drops) {
        this.systemRole = reasons ? "developer" : "system";
        this.drops = drops;
    }

    /** {@code reasons} tells whether the model does. */
    static ArrayNode of(List<ChatMessage> messages, boolean reasons, Drops drops) {
        InputList list = new InputList(reasons, drops);
        messages.forEach(list::add);
        return list.items;
    }

    private void add(ChatMessage message) {
        switch (message.role()) {
            case SYSTEM -> items.addObject().put("role", systemRole).set("content", InputParts.content(message));
            case USER -> items.addObject().put("role", "user").set("content", InputParts.content(message));
            case ASSISTANT -> turn(message);
            case TOOL -> result(message);
        }
    }

    private void turn(ChatMessage message) {
        boolean said = false;
        int called = 0;
        boolean kept = false;
        for (JsonNode block : message.thinking()) {
            ReasoningBlock reasoning = ReasoningBlock.of(block);
            if (reasoning == null) {
                drops.lose("messages.thinking_blocks");
                continue;
            }
            kept = true;
            if (reasoning.afterText() && !said) {
                said = true;
                say(message);
            }
            while (called < Math.min(reasoning.calls(), message.calls().size())) {
                call(message.calls().get(called++));
            }
            items.add(reasoning.item());
        }
        if (!said) {
            say(message);
        }
        for (ToolCall call : message.calls().subList(called, message.calls().size())) {
            call(call);
        }
        if (!kept && message.thinking().isEmpty() && !message.reasoning().isEmpty()) {
            drops.lose("messages.reasoning_content");
        }
    }

    private void say(ChatMessage message) {
        String text = message.text();
        if (text.isEmpty() && !message.calls().isEmpty()) {
            return;
        }
        ObjectNode item = items.addObject().put("role", "assistant").put("content", text);
        JsonNode phase = message.extra() == null
                ? JsonNodeFactory.instance.missingNode()
                : message.extra().path("openai").path("phase");
        if (phase.isString()) {
            item.set("phase", phase);
        }
    }

    private void call(ToolCall call) {
        ObjectNode item = items.addObject();
        if (call.custom()) {
            customCalls.add(call.id());
            item.put("type", "custom_tool_call")
                    .put("call_id", call.id())
                    .put("name", call.name())
                    .put("input", call.arguments().path("input").asString(""));
        } else {
            item.put("type", "function_call")
                    .put("call_id", call.id())
                    .put("name", call.name())
                    .put("arguments", call.arguments().toString());
        }
    }

    private void result(ChatMessage message) {
        String id = message.answers() == null ? "" : message.answers();
        items.addObject()
                .put("type", customCalls.contains(id) ? "custom_tool_call_output" : "function_call_output")
                .put("call_id", id)
                .set("output", InputParts.content(message));
    }
}
