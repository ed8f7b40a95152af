package dev.pointsman.e2e.peers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;

/**
 * A type of provider as it answers over the wire, whichever client asks. What it is asked decides how it answers: the words of
 * {@link Ask}. Its replies are files under {@code scripted/<type>/}, in the provider's own form and as its own pages show them (2026-09).
 *
 * <p>A new type is an entry here and a folder of seven files.
 */
public enum ScriptedProvider {
    OPENAI("/v1", "key: $UPSTREAM_KEY", "gpt-4o-mini", 8, "call_id\":\"call_1\""),
    ANTHROPIC("", "key: $UPSTREAM_KEY", "claude-haiku-4-5", 8, "\"tool_use_id\":\"toolu_1\""),
    GEMINI("", "key: $UPSTREAM_KEY", "gemini-2.5-flash", 8, "\"functionResponse\""),
    BEDROCK("", "region: us-east-1, key: $UPSTREAM_KEY", "amazon.nova-pro-v1:0", 8, "\"toolUseId\":\"tooluse_1\""),
    COHERE("", "key: $UPSTREAM_KEY", "command-a-03-2025", 8, "\"tool_call_id\":\"get_weather_1\""),
    OLLAMA("", "key: $UPSTREAM_KEY", "qwen3", 0, "\"tool_name\":\"get_weather\"");

    /** What a client says to get a certain answer. */
    public static final class Ask {
        /** A greeting. */
        public static final String HELLO = "Say hello.";
        /** A call of {@code get_weather} for Kiel; with {@link #RESULT} in the conversation, the greeting. */
        public static final String CALL = "How is the weather?";
        /** Status 400. */
        public static final String REFUSED = "Refuse this.";
        /** Status 429 with {@code Retry-After: 7}. */
        public static final String BUSY = "Be busy.";
        /** A stream that begins well and then tells an error. */
        public static final String BROKEN = "Break off.";
        /** What the tool is to have said. */
        public static final String RESULT = "21 degrees";

        private Ask() {}
    }

    public static final String GREETING = "Grüße 😀 there.";
    /** How much of the greeting comes before a stream breaks. */
    public static final String BEFORE_THE_BREAK = "Grüße 😀";

    public static final int PROMPT_TOKENS = 20;
    public static final int COMPLETION_TOKENS = 5;

    private final String basePath;
    private final String entry;
    private final String model;
    private final int cachedTokens;
    private final String resultAsSent;

    /**
     * @param basePath what a policy's {@code url} ends with
     * @param entry keys of the policy's entry beside type and url
     * @param cachedTokens how many of the prompt's tokens it says it had in its cache
     * @param resultAsSent how a tool's result refers to its call when it is sent back
     */
    ScriptedProvider(String basePath, String entry, String model, int cachedTokens, String resultAsSent) {
        this.basePath = basePath;
        this.entry = entry;
        this.model = model;
        this.cachedTokens = cachedTokens;
        this.resultAsSent = resultAsSent;
    }

    /** The word of the policy, and the name of its model. */
    public String type() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A model of its own for {@link Ask#BUSY}: whoever is told to wait is left alone for a while. */
    public String busyType() {
        return type() + "-busy";
    }

    public int cachedTokens() {
        return cachedTokens;
    }

    public String resultAsSent() {
        return resultAsSent;
    }

    /** Its line in the policy's {@code providers}. */
    public String providerEntry(ScriptedUpstream upstream) {
        return "  %s: { type: %s, url: \"%s\", %s }\n".formatted(type(), type(), upstream.origin() + basePath, entry);
    }

    /** Its two lines in the policy's {@code models}. */
    public String modelEntries() {
        return "  %1$s: { deployments: [{ at: %1$s/%2$s }] }\n  %3$s: { deployments: [{ at: %1$s/%2$s-busy }] }\n"
                .formatted(type(), model, busyType());
    }

    /** Answers what it is asked. */
    public void play(ReceivedRequest request, ScriptedReply reply) throws IOException {
        String asked = request.text();
        if (asked.contains(Ask.REFUSED)) {
            reply.json(400, file(type(), "refused.json"), "x-amzn-errortype: ValidationException");
        } else if (asked.contains(Ask.BUSY)) {
            reply.json(429, file(type(), "busy.json"), "retry-after: 7", "x-amzn-errortype: ThrottlingException");
        } else {
            answer(request, asked.contains(Ask.BROKEN) ? "broken" : called(asked) ? "call" : "plain", reply);
        }
    }

    private static boolean called(String asked) {
        return asked.contains(Ask.CALL) && !asked.contains(Ask.RESULT);
    }

    /** A provider that serves a second API answers in that API's form. */
    private void answer(ReceivedRequest request, String name, ScriptedReply reply) throws IOException {
        String folder = request.target().endsWith("/responses") ? type() + "-responses" : type();
        if (streamed(request)) {
            stream(reply, file(folder, name + ".stream"));
        } else {
            reply.json(200, file(folder, name + ".json"));
        }
    }

    private static boolean streamed(ReceivedRequest request) {
        return request.target().toLowerCase(Locale.ROOT).contains("stream")
                || request.compact().contains("\"stream\":true");
    }

    /** In pieces that cut through characters. */
    private void stream(ScriptedReply reply, String text) throws IOException {
        reply.inPiecesOf(7);
        switch (this) {
            case OLLAMA -> reply.streamOf("application/x-ndjson").text(text);
            case BEDROCK -> reply.streamOf("application/vnd.amazon.eventstream").body(AwsFrames.of(text));
            case OPENAI, ANTHROPIC, GEMINI, COHERE ->
                reply.streamOf("text/event-stream; charset=utf-8").text(text);
        }
        reply.end();
    }

    private static String file(String folder, String name) throws IOException {
        String path = "/scripted/" + folder + "/" + name;
        try (InputStream in = Objects.requireNonNull(ScriptedProvider.class.getResourceAsStream(path), path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
