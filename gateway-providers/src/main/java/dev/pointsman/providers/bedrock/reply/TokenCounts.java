package dev.pointsman.providers.bedrock.reply;

import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import java.nio.charset.StandardCharsets;

/**
 * The tokens of one answer as Bedrock tells them: {@code inputTokens} without what the cache read or wrote. A value replaces the one before, an
 * absent or null one does not. Reasoning is among {@code outputTokens}, and not told apart.
 */
final class TokenCounts {
    private static final byte[] INPUT = ascii("inputTokens");
    private static final byte[] OUTPUT = ascii("outputTokens");
    private static final byte[] READ = ascii("cacheReadInputTokens");
    private static final byte[] WRITTEN = ascii("cacheWriteInputTokens");

    private long input;
    private long output;
    private long read;
    private long written;
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
        return new Usage(input, read, written, output, 0);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
