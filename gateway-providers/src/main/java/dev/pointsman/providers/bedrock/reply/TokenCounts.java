package dev.pointsman.providers.bedrock.reply;

import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.provider.UsageScan;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one answer as Bedrock tells them: {@code inputTokens} without what the cache read or wrote. A value replaces the one before, an
 * absent or null one does not. Reasoning is among {@code outputTokens}, and not told apart. The tier that served the call is told beside them.
 */
final class TokenCounts {
    private static final byte[] INPUT = ascii("inputTokens");
    private static final byte[] OUTPUT = ascii("outputTokens");
    private static final byte[] READ = ascii("cacheReadInputTokens");
    private static final byte[] WRITTEN = ascii("cacheWriteInputTokens");

    private static final byte[] DETAILS = ascii("cacheDetails");
    private static final byte[] DETAIL_TTL = ascii("ttl");
    private static final byte[] DETAIL_INPUT = ascii("inputTokens");
    private static final byte[] HOUR = ascii("1h");
    private static final byte[] TYPE = ascii("type");

    private long input;
    private long output;
    private long read;
    private long written;
    private long hour;
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
            if (cursor.nameIs(INPUT)) {
                input = count(cursor, input);
            } else if (cursor.nameIs(OUTPUT)) {
                output = count(cursor, output);
            } else if (cursor.nameIs(READ)) {
                read = count(cursor, read);
            } else if (cursor.nameIs(WRITTEN)) {
                written = count(cursor, written);
            } else if (cursor.nameIs(DETAILS) && cursor.peek() == '[') {
                hour = hours(cursor);
            } else {
                cursor.skipValue();
            }
        }
    }

    /** Of what the cache took, how much it keeps for an hour. */
    private static long hours(JsonCursor cursor) {
        long hours = 0;
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() == '{') {
                hours += hour(cursor);
            } else {
                cursor.skipValue();
            }
        }
        return hours;
    }

    private static long hour(JsonCursor cursor) {
        long tokens = 0;
        boolean hour = false;
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.nameIs(DETAIL_TTL) && cursor.peek() == '"') {
                cursor.skipString();
                hour = cursor.textIs(HOUR);
            } else if (cursor.nameIs(DETAIL_INPUT)) {
                tokens = cursor.count(0);
            } else {
                cursor.skipValue();
            }
        }
        return hour ? tokens : 0;
    }

    /** Consumes the value the cursor is at: the tier that served the call. */
    void tier(JsonCursor cursor) {
        if (cursor.peek() != '{') {
            cursor.skipValue();
            return;
        }
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.nameIs(TYPE) && cursor.peek() == '"') {
                tier = UsageScan.tier(cursor);
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

    Usage usage() {
        Usage usage = new Usage(input, read, written, output, 0);
        return hour == 0 && tier == null ? usage : usage.with(new Usage.Dear(0, 0, hour, tier));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
