package dev.pointsman.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * What providers answer, whatever it is, becomes a reply in the form of the client's API or a failure. The first byte says what was asked for and
 * how the answer is labelled, the second the length of the pieces it comes in.
 */
class ProvidersFuzzTest {
    @FuzzTest(maxDuration = FuzzTime.LIMIT)
    void openai(byte[] data) {
        FuzzedReply.from("openai", data);
    }

    @FuzzTest(maxDuration = FuzzTime.LIMIT)
    void responses(byte[] data) {
        FuzzedReply.from("responses", data);
    }

    @FuzzTest(maxDuration = FuzzTime.LIMIT)
    void anthropic(byte[] data) {
        FuzzedReply.from("anthropic", data);
    }

    @FuzzTest(maxDuration = FuzzTime.LIMIT)
    void gemini(byte[] data) {
        FuzzedReply.from("gemini", data);
    }

    @FuzzTest(maxDuration = FuzzTime.LIMIT)
    void cohere(byte[] data) {
        FuzzedReply.from("cohere", data);
    }

    @FuzzTest(maxDuration = FuzzTime.LIMIT)
    void ollama(byte[] data) {
        FuzzedReply.from("ollama", data);
    }

    @FuzzTest(maxDuration = FuzzTime.LIMIT)
    void bedrock(byte[] data) {
        FuzzedReply.from("bedrock", data);
    }
}
