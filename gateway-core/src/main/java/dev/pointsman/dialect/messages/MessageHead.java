package dev.pointsman.dialect.messages;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.ReplyHead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What stands at the head of an answer: its id, and its headers under Anthropic's names. */
final class MessageHead {
    private static final String PREFIX = "msg_";
    private static final String[] CHAT_PREFIXES = {"chatcmpl-", "chatcmpl_", "gen-", "resp_"};
    private static final int MOST_ID_CHARS = 64;

    /** OpenAI's name of a limit, then Anthropic's. Resets are told as spans by one, as times by the other: those are left out. */
    private static final String[] LIMITS = {
        "x-ratelimit-limit-requests", "anthropic-ratelimit-requests-limit",
        "x-ratelimit-remaining-requests", "anthropic-ratelimit-requests-remaining",
        "x-ratelimit-limit-tokens", "anthropic-ratelimit-tokens-limit",
        "x-ratelimit-remaining-tokens", "anthropic-ratelimit-tokens-remaining"
    };

    private MessageHead() {}

    /** The chat's id as one of a message: {@code msg_abc} of {@code chatcmpl-abc}. One without an id gets it from what was asked. */
    static String id(String chatId, ApiRequest request) {
        if (chatId.startsWith(PREFIX)) {
            return chatId;
        }
        String bare = chatId;
        for (String prefix : CHAT_PREFIXES) {
            bare = bare.startsWith(prefix) ? bare.substring(prefix.length()) : bare;
        }
        StringBuilder id = new StringBuilder(PREFIX);
        for (int i = 0; i < bare.length() && i < MOST_ID_CHARS; i++) {
            char c = bare.charAt(i);
            boolean word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            id.append(word || c == '_' || c == '-' ? c : '_');
        }
        return bare.isEmpty() ? PREFIX + Integer.toHexString(Arrays.hashCode(request.body())) : id.toString();
    }

    static ReplyHead stream(ReplyHead chat) {
        return new ReplyHead(chat.status(), ReplyHead.EVENT_STREAM, -1, headers(chat.headers()));
    }

    static ReplyHead whole(ReplyHead chat, int bodyBytes) {
        return new ReplyHead(chat.status(), ReplyHead.JSON, bodyBytes, headers(chat.headers()));
    }

    private static List<String> headers(List<String> chat) {
        List<String> headers = new ArrayList<>(chat.size());
        for (int i = 0; i + 1 < chat.size(); i += 2) {
            String name = chat.get(i);
            for (int k = 0; k < LIMITS.length; k += 2) {
                name = name.equals(LIMITS[k]) ? LIMITS[k + 1] : name;
            }
            if (!name.startsWith("x-ratelimit-")) {
                headers.add(name);
                headers.add(chat.get(i + 1));
            }
        }
        return headers;
    }
}
