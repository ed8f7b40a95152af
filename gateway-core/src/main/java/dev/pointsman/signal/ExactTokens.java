package dev.pointsman.signal;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.tokens.Tokenizer;

/**
 * Prompt tokens of a request as a tokenizer counts them: each text by itself, and what frames the messages of a chat. What a message holds beside
 * its texts, such as calls of tools, is taken at four bytes a token; tokens given in place of a text are as many as they are.
 */
final class ExactTokens {
    private static final int BYTES_PER_TOKEN = 4;
    /** Three frame a message and one names its role, three open the reply; source: OpenAI cookbook, "How to count tokens", 2026-08. */
    private static final int PER_MESSAGE = 4;

    private static final int PER_REPLY = 3;

    private final Tokenizer tokenizer;
    private int tokens;
    private int bytes;

    private ExactTokens(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** All of the prompt is read, so its length is to be bounded by the caller. */
    static int of(ApiRequest request, Tokenizer tokenizer) {
        ExactTokens count = new ExactTokens(tokenizer);
        request.prompt().forEach(count::add);
        int other = Math.max(0, request.facts().textBytes() - count.bytes) / BYTES_PER_TOKEN;
        return count.tokens + other + frame(request);
    }

    private void add(String text, int itsBytes) {
        tokens += tokenizer.count(text);
        bytes += itsBytes;
    }

    private static int frame(ApiRequest request) {
        int messages = request.facts().turns();
        return switch (request.endpoint()) {
            case CHAT_COMPLETIONS -> PER_MESSAGE * messages + PER_REPLY;
            case MESSAGES, RESPONSES -> PER_MESSAGE * (messages + system(request)) + PER_REPLY;
            default -> 0;
        };
    }

    /** A system text in a field of its own becomes a message. */
    private static int system(ApiRequest request) {
        String field = request.endpoint() == Endpoint.MESSAGES ? "system" : "instructions";
        return request.fields().indexOf(field) < 0 ? 0 : 1;
    }
}
