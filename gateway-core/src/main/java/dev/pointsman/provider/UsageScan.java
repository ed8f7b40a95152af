package dev.pointsman.provider;

import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code usage} object of OpenAI's form, or of one that copies it, into disjoint parts. What is null, negative or no number counts
 * as zero.
 *
 * <p>Source: OpenAI's API reference (2026-08); xAI tells reasoning outside of {@code completion_tokens} and may tell more cached tokens than
 * prompt tokens; DeepSeek, Mistral and Moonshot name cached tokens their own way (docs/providers.md).
 */
public final class UsageScan {
    private static final byte[] PROMPT = ascii("prompt_tokens");
    private static final byte[] INPUT = ascii("input_tokens");
    private static final byte[] COMPLETION = ascii("completion_tokens");
    private static final byte[] OUTPUT = ascii("output_tokens");
    private static final byte[] TOTAL = ascii("total_tokens");
    private static final byte[] PROMPT_DETAILS = ascii("prompt_tokens_details");
    private static final byte[] PROMPT_DETAIL = ascii("prompt_token_details"); // Mistral, of some models
    private static final byte[] INPUT_DETAILS = ascii("input_tokens_details");
    private static final byte[] COMPLETION_DETAILS = ascii("completion_tokens_details");
    private static final byte[] OUTPUT_DETAILS = ascii("output_tokens_details");
    private static final byte[] CACHED = ascii("cached_tokens");
    private static final byte[] CACHE_HIT = ascii("prompt_cache_hit_tokens"); // DeepSeek
    private static final byte[] NUM_CACHED = ascii("num_cached_tokens"); // Mistral
    private static final byte[] CACHE_WRITE = ascii("cache_write_tokens");
    private static final byte[] REASONING = ascii("reasoning_tokens");
    private static final byte[] AUDIO = ascii("audio_tokens");
    private static final byte[] TIER = ascii("service_tier");
    private static final byte[] FLEX = ascii("flex");
    private static final byte[] PRIORITY = ascii("priority");
    private static final byte[] BATCH = ascii("batch");

    private final JsonCursor cursor;
    private long prompt;
    private long completion;
    private long total;
    private long cached;
    private long written;
    private long reasoning;
    private long audioIn;
    private long audioOut;
    private @Nullable String tier;

    private UsageScan(JsonCursor cursor) {
        this.cursor = cursor;
    }

    /** Consumes the value the cursor is at; null where it tells no tokens at all. */
    public static @Nullable Usage read(JsonCursor cursor) {
        if (cursor.peek() != '{') {
            cursor.skipValue();
            return null;
        }
        UsageScan scan = new UsageScan(cursor);
        scan.object();
        return scan.usage();
    }

    private void object() {
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.nameIs(PROMPT) || cursor.nameIs(INPUT)) {
                prompt = cursor.count(0);
            } else if (cursor.nameIs(COMPLETION) || cursor.nameIs(OUTPUT)) {
                completion = cursor.count(0);
            } else if (cursor.nameIs(TOTAL)) {
                total = cursor.count(0);
            } else if (cursor.nameIs(PROMPT_DETAILS) || cursor.nameIs(INPUT_DETAILS) || cursor.nameIs(PROMPT_DETAIL)) {
                details(true);
            } else if (cursor.nameIs(COMPLETION_DETAILS) || cursor.nameIs(OUTPUT_DETAILS)) {
                details(false);
            } else if (isTier(cursor)) {
                tier = tier(cursor);
            } else {
                detail();
            }
        }
    }

    /** Whether the cursor is at the tier that served a call. */
    public static boolean isTier(JsonCursor cursor) {
        return cursor.peek() == '"' && cursor.nameIs(TIER);
    }

    /** Consumes the tier that the cursor is at; null for the usual one. */
    public static @Nullable String tier(JsonCursor cursor) {
        cursor.skipString();
        return cursor.textIs(FLEX)
                ? "flex"
                : cursor.textIs(PRIORITY) ? "priority" : cursor.textIs(BATCH) ? "batch" : null;
    }

    private void details(boolean ofPrompt) {
        if (cursor.peek() != '{') {
            cursor.skipValue();
            return;
        }
        cursor.beginObject();
        while (cursor.nextField()) {
            if (!cursor.nameIs(AUDIO)) {
                detail();
            } else if (ofPrompt) {
                audioIn = cursor.count(0);
            } else {
                audioOut = cursor.count(0);
            }
        }
    }

    private void detail() {
        if (cursor.nameIs(CACHED) || cursor.nameIs(CACHE_HIT) || cursor.nameIs(NUM_CACHED)) {
            cached = Math.max(cached, cursor.count(0));
        } else if (cursor.nameIs(CACHE_WRITE)) {
            written = cursor.count(0);
        } else if (cursor.nameIs(REASONING)) {
            reasoning = Math.max(reasoning, cursor.count(0));
        } else {
            cursor.skipValue();
        }
    }

    private @Nullable Usage usage() {
        if (prompt == 0 && completion == 0 && total == 0) {
            return null;
        }
        if (prompt == 0 && completion == 0) {
            prompt = total; // embeddings and rerank of Voyage and Jina
        }
        boolean cachedOutside = cached > prompt;
        long input = cachedOutside ? prompt : Math.max(0, prompt - cached - written);
        boolean reasoningOutside =
                reasoning > 0 && (reasoning > completion || total >= prompt + completion + reasoning);
        long output = reasoningOutside ? completion : completion - reasoning;
        Usage usage = new Usage(input, cached, written, output, reasoning);
        return audioIn == 0 && audioOut == 0 && tier == null
                ? usage
                : usage.with(new Usage.Dear(audioIn, audioOut, 0, tier));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
