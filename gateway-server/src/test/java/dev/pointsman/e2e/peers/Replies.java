package dev.pointsman.e2e.peers;

import java.io.IOException;

/** Bodies as OpenAI sends them, for scripts. Source: OpenAI API reference 2.3.0 (2026-08). */
public final class Replies {
    public static final String ROLE = chunk("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", "null");
    public static final String FINISH = chunk("{}", "\"stop\"");
    public static final String USAGE = """
            {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"gpt-4o-mini-2024-07-18",\
            "choices":[],"usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}}""";

    private Replies() {}

    /** A whole chat completion. */
    public static String chat(String content) {
        return """
                {"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"gpt-4o-mini-2024-07-18",\
                "choices":[{"index":0,"message":{"role":"assistant","content":"%s","refusal":null},"logprobs":null,\
                "finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12},\
                "system_fingerprint":"fp_1"}""".formatted(content);
    }

    /** A chunk of a chat stream with one word of text. */
    public static String word(String text) {
        return chunk("{\"content\":\"" + text + "\"}", "null");
    }

    public static String chunk(String delta, String finishReason) {
        return """
                {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,\
                "model":"gpt-4o-mini-2024-07-18","system_fingerprint":"fp_1",\
                "choices":[{"index":0,"delta":%s,"logprobs":null,"finish_reason":%s}]}""".formatted(delta, finishReason);
    }

    public static String error(String message, String type, String code) {
        return """
                {"error":{"message":"%s","type":"%s","param":null,"code":"%s"}}""".formatted(message, type, code);
    }

    /** A whole stream: role, words {@code w0 w1 …}, finish, and what is asked for of usage. */
    public static ScriptedUpstream.Script words(int count) {
        return (request, reply) -> {
            begin(reply, count);
            reply.event(FINISH);
            if (request.text().contains("\"include_usage\":true")) {
                reply.event(USAGE);
            }
            reply.done();
        };
    }

    /** The head of a stream, its role, and so many words. */
    public static ScriptedReply begin(ScriptedReply reply, int count) throws IOException {
        reply.stream().event(ROLE);
        for (int i = 0; i < count; i++) {
            reply.event(word("w" + i + " "));
        }
        return reply;
    }

    /** What the words of a stream add up to. */
    public static String text(int count) {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append('w').append(i).append(' ');
        }
        return text.toString();
    }
}
