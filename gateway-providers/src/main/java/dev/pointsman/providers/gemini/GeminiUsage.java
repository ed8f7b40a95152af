package dev.pointsman.providers.gemini;

import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.provider.UsageScan;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one answer as Google tells them in {@code usageMetadata}: the prompt with what the cache held, but without what tools of Google's
 * read; candidates without thoughts. Cumulative over a stream: a value replaces the one before, an absent or null one does not. How much of the
 * prompt and of the candidates was sound is told apart, since that has prices of its own, and so is the tier that served the call.
 */
final class GeminiUsage {
    private static final byte[] PROMPT = ascii("promptTokenCount");
    private static final byte[] TOOLS = ascii("toolUsePromptTokenCount");
    private static final byte[] CACHED = ascii("cachedContentTokenCount");
    private static final byte[] CANDIDATES = ascii("candidatesTokenCount");
    private static final byte[] THOUGHTS = ascii("thoughtsTokenCount");
    private static final byte[] TOTAL = ascii("totalTokenCount");

    private static final byte[] PROMPT_DETAILS = ascii("promptTokensDetails");
    private static final byte[] CANDIDATE_DETAILS = ascii("candidatesTokensDetails");
    private static final byte[] MODALITY = ascii("modality");
    private static final byte[] AUDIO = ascii("AUDIO");
    private static final byte[] COUNT = ascii("tokenCount");
    private static final byte[] TIER = ascii("serviceTier");

    private long prompt;
    private long tools;
    private long cached;
    private long candidates;
    private long thoughts;
    private long total;
    private long audioIn;
    private long audioOut;
    private @Nullable String tier;
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
            } else if (cursor.nameIs(PROMPT_DETAILS) && cursor.peek() == '[') {
                audioIn = audio(cursor);
            } else if (cursor.nameIs(CANDIDATE_DETAILS) && cursor.peek() == '[') {
                audioOut = audio(cursor);
            } else if (cursor.nameIs(TIER) && cursor.peek() == '"') {
                tier = UsageScan.tier(cursor);
            } else {
                cursor.skipValue();
            }
        }
    }

    /** How many of the tokens that the details tell apart were sound. */
    private static long audio(JsonCursor cursor) {
        long audio = 0;
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() == '{') {
                audio += audioOf(cursor);
            } else {
                cursor.skipValue();
            }
        }
        return audio;
    }

    private static long audioOf(JsonCursor cursor) {
        long tokens = 0;
        boolean audio = false;
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.nameIs(MODALITY) && cursor.peek() == '"') {
                cursor.skipString();
                audio = cursor.textIs(AUDIO);
            } else if (cursor.nameIs(COUNT)) {
                tokens = cursor.count(0);
            } else {
                cursor.skipValue();
            }
        }
        return audio ? tokens : 0;
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
        Usage usage = new Usage(prompt + tools - read, read, 0, output, thoughts);
        return audioIn == 0 && audioOut == 0 && tier == null
                ? usage
                : usage.with(new Usage.Dear(audioIn, audioOut, 0, tier));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
