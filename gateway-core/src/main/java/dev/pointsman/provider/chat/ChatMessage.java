package dev.pointsman.provider.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One message of the conversation.
 *
 * @param parts a plain string is one text part; null is none
 * @param calls of an assistant: what it called
 * @param answers of a tool: the id of the call it answers, never empty; null for other roles
 * @param reasoning of an assistant: its reasoning as text without a signature ({@code reasoning_content}); "" where there is none
 * @param thinking of an assistant: signed blocks to be replayed as they are ({@code thinking_blocks})
 * @param extra {@code extra_content} of the message, where providers keep opaque signatures; null where there is none
 * @param at where it stands, as errors name it: {@code messages[2]}
 */
public record ChatMessage(
        Role role,
        List<ChatPart> parts,
        List<ToolCall> calls,
        @Nullable String answers,
        String reasoning,
        List<JsonNode> thinking,
        @Nullable JsonNode extra,
        String at) {
    /** Who speaks. {@code SYSTEM} is also {@code developer}, {@code TOOL} also the deprecated {@code function}. */
    public enum Role {
        SYSTEM,
        USER,
        ASSISTANT,
        TOOL
    }

    public ChatMessage {
        parts = List.copyOf(parts);
        calls = List.copyOf(calls);
        thinking = List.copyOf(thinking);
    }

    /** One without {@code extra_content}. */
    public ChatMessage(
            Role role,
            List<ChatPart> parts,
            List<ToolCall> calls,
            @Nullable String answers,
            String reasoning,
            List<JsonNode> thinking,
            String at) {
        this(role, parts, calls, answers, reasoning, thinking, null, at);
    }

    /**
     * The word in front of a block's signature that tells which family of providers made it, and so who may get it back: {@code openai} of
     * {@code openai:…}. "" for Anthropic's own, whose signatures have no such word.
     */
    public static String family(JsonNode block) {
        String signature = block.path("signature").asString("");
        int colon = signature.indexOf(':');
        return colon < 0 ? "" : signature.substring(0, colon);
    }

    /** All texts and refusals, one after the other. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (ChatPart part : parts) {
            if (part instanceof ChatPart.Text words) {
                text.append(words.text());
            } else if (part instanceof ChatPart.Refusal words) {
                text.append(words.text());
            }
        }
        return text.toString();
    }
}
