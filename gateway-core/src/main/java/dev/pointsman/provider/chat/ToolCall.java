package dev.pointsman.provider.chat;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A call that the assistant made.
 *
 * @param id never empty; made up, the same each time, where the client gave none
 * @param arguments as an object, whichever way the client wrote them
 * @param extra {@code extra_content} of the call, where providers keep opaque signatures; null where there is none
 * @param custom of a tool that takes free text: {@code arguments} holds it under {@code input}
 */
public record ToolCall(
        String id,
        String name,
        ObjectNode arguments,
        @Nullable JsonNode extra,
        boolean custom) {}
