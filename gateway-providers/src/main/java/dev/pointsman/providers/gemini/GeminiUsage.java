package dev.pointsman.providers.gemini;

import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import java.nio.charset.StandardCharsets;

/**
 * The tokens of one answer as Google tells them in {@code usageMetadata}: the prompt with what the cache held, but without what tools of Google's
 * read; candidates without thoughts. Cumulative over a stream: a value replaces the one before, an absent or null one does not.
 */
final class GeminiUsage {
    private static final byte[] PROMPT = ascii("promptTokenCount");
    private static final byte[] TOOLS = ascii("toolUsePromptTokenCount");
    private static final byte[] CACHED = ascii("cachedContentTokenCount");
    private static final byte[] CANDIDATES = ascii("candidatesTokenCount");
    private static final byte[] THOUGHTS = ascii("thoughtsTokenCount");
    private static final byte[] TOTAL = ascii("totalTokenCount");

    private long prompt;
    private long tools;
    private long cached;
    private long candidates;
    private long thoughts;
    private long total;
    private boolean told;

    /** Consumes the value the cursor is at. */
    void read(JsonCursor cursor) {
        if (cursor.peek() != '{') {
            cursor.skipValue();
            return;
        }
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.nameIs(PROMPT)) {
                prompt = count(cursor, prompt);
            } else if (cursor.nameIs(TOOLS)) {
                tools = count(cursor, tools);
            } else if (cursor.nameIs(CACHED)) {
                cached = count(cursor, cached);
            } else if (cursor.nameIs(CANDIDATES)) {
                candidates = count(cursor, candidates);
            } else if (cursor.nameIs(THOUGHTS)) {
                thoughts = count(cursor, thoughts);
            } else if (cursor.nameIs(TOTAL)) {
                total = count(cursor, total);
            } else {
                cursor.skipValue();
            }
        }
    }

    private long count(JsonCursor cursor, long before) {
        long count = cursor.count(-1);
        told |= count >= 0;
        return count < 0 ? before : count;
    }

    /** Whether any was told. */
    boolean told() {
        return told;
    }

    /** Where the total leaves no room for thoughts beside the candidates, the candidates hold them. */
    Usage usage() {
        long read = Math.min(cached, prompt);
        boolean inside = thoughts > 0 && candidates >= thoughts && total > 0 && prompt + tools + candidates >= total;
        long output = inside ? candidates - thoughts : candidates;
        return new Usage(prompt + tools - read, read, 0, output, thoughts);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
