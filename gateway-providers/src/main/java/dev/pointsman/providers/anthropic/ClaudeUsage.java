package dev.pointsman.providers.anthropic;

import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.provider.UsageScan;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one answer as Anthropic tells them: {@code input_tokens} without what the cache read or wrote, {@code output_tokens} with thinking,
 * and cumulative over the events of a stream: a value replaces the one before, an absent or null one does not. Where rows of
 * {@code iterations} are told, those of the model and of compaction are the whole, unless another model stepped in.
 */
final class ClaudeUsage {
    private static final byte[] INPUT = ascii("input_tokens");
    private static final byte[] WRITTEN = ascii("cache_creation_input_tokens");
    private static final byte[] CREATION = ascii("cache_creation");
    private static final byte[] HOUR = ascii("ephemeral_1h_input_tokens");
    private static final byte[] READ = ascii("cache_read_input_tokens");
    private static final byte[] OUTPUT = ascii("output_tokens");
    private static final byte[] DETAILS = ascii("output_tokens_details");
    private static final byte[] THINKING = ascii("thinking_tokens");
    private static final byte[] ITERATIONS = ascii("iterations");
    private static final byte[] TYPE = ascii("type");
    private static final byte[] MESSAGE = ascii("message");
    private static final byte[] COMPACTION = ascii("compaction");
    private static final byte[] FALLBACK = ascii("fallback_message");

    private long input;
    private long read;
    private long written;
    private long output;
    private long thinking;
    private long hour;
    private @Nullable String tier;
    private boolean told;
    private boolean fallback;
    private boolean counts;

    /** Consumes the value the cursor is at. */
    void read(JsonCursor cursor) {
        if (cursor.peek() != '{') {
            cursor.skipValue();
            return;
        }
        ClaudeUsage rows = null;
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.nameIs(ITERATIONS) && cursor.peek() == '[') {
                rows = rows(cursor);
            } else {
                field(cursor);
            }
        }
        told = true;
        if (rows != null && rows.told && !rows.fallback) {
            input = rows.input;
            read = rows.read;
            written = rows.written;
            hour = rows.hour;
            output = rows.output;
        }
    }

    private void field(JsonCursor cursor) {
        if (cursor.nameIs(INPUT)) {
            input = cursor.count(input);
        } else if (cursor.nameIs(WRITTEN)) {
            written = cursor.count(written);
        } else if (cursor.nameIs(READ)) {
            read = cursor.count(read);
        } else if (cursor.nameIs(OUTPUT)) {
            output = cursor.count(output);
        } else if (cursor.nameIs(DETAILS) && cursor.peek() == '{') {
            thinking = only(THINKING, cursor, thinking);
        } else if (cursor.nameIs(CREATION) && cursor.peek() == '{') {
            hour = only(HOUR, cursor, hour);
        } else if (UsageScan.isTier(cursor)) {
            tier = UsageScan.tier(cursor);
        } else {
            cursor.skipValue();
        }
    }

    /** The count of that name in the object the cursor is at; {@code before} where it has none. */
    private static long only(byte[] name, JsonCursor cursor, long before) {
        long count = before;
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.nameIs(name)) {
                count = cursor.count(count);
            } else {
                cursor.skipValue();
            }
        }
        return count;
    }

    private static ClaudeUsage rows(JsonCursor cursor) {
        ClaudeUsage sum = new ClaudeUsage();
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() != '{') {
                cursor.skipValue();
                continue;
            }
            ClaudeUsage row = new ClaudeUsage();
            cursor.beginObject();
            while (cursor.nextField()) {
                if (cursor.nameIs(TYPE) && cursor.peek() == '"') {
                    cursor.skipString();
                    row.counts = cursor.textIs(MESSAGE) || cursor.textIs(COMPACTION);
                    sum.fallback |= cursor.textIs(FALLBACK);
                } else {
                    row.field(cursor);
                }
            }
            if (row.counts) {
                sum.told = true;
                sum.input += row.input;
                sum.read += row.read;
                sum.written += row.written;
                sum.hour += row.hour;
                sum.output += row.output;
            }
        }
        return sum;
    }

    /** Whether any was told. */
    boolean told() {
        return told;
    }

    Usage usage() {
        long reasoning = Math.min(thinking, output);
        Usage usage = new Usage(input, read, written, output - reasoning, reasoning);
        return hour == 0 && tier == null ? usage : usage.with(new Usage.Dear(0, 0, hour, tier));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
