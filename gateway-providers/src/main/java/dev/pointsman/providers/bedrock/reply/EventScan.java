package dev.pointsman.providers.bedrock.reply;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.providers.bedrock.aws.EventStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What the payload of one event says; reused for event after event. Counts are kept over all of them, everything else is the last event's. */
final class EventScan {
    /** The events of a stream; {@code UNKNOWN} is any that may come one day. */
    enum Type {
        BLOCK_DELTA,
        BLOCK_START,
        BLOCK_STOP,
        MESSAGE_START,
        MESSAGE_STOP,
        METADATA,
        UNKNOWN
    }

    private static final Type[] ALL = Type.values();
    private static final byte[][] WORDS = {
        ascii("contentBlockDelta"),
        ascii("contentBlockStart"),
        ascii("contentBlockStop"),
        ascii("messageStart"),
        ascii("messageStop"),
        ascii("metadata")
    };
    private static final byte[] INDEX = ascii("contentBlockIndex");
    private static final byte[] DELTA = ascii("delta");
    private static final byte[] START = ascii("start");
    private static final byte[] STOP_REASON = ascii("stopReason");
    private static final byte[] USAGE = ascii("usage");
    private static final byte[] TIER = ascii("serviceTier");

    private final JsonCursor cursor = new JsonCursor(new byte[0]);

    final BlockScan block = new BlockScan();
    final TokenCounts counts = new TokenCounts();
    long index;

    @Nullable
    String stopReason;

    static Type type(EventStream message) {
        for (int i = 0; i < WORDS.length; i++) {
            if (message.nameIs(WORDS[i])) {
                return ALL[i];
            }
        }
        return Type.UNKNOWN;
    }

    /** Throws {@link JsonCursor.Malformed} for what is no JSON object. */
    void read(byte[] array, int from, int to) {
        index = -1;
        stopReason = null;
        block.clear();
        cursor.reset(array, from, to);
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '{' && (cursor.nameIs(DELTA) || cursor.nameIs(START))) {
                block.read(cursor);
            } else if (first >= '0' && first <= '9' && cursor.nameIs(INDEX)) {
                index = cursor.number();
            } else if (first == '"' && cursor.nameIs(STOP_REASON)) {
                stopReason = cursor.string();
            } else if (cursor.nameIs(USAGE)) {
                counts.read(cursor);
            } else if (cursor.nameIs(TIER)) {
                counts.tier(cursor);
            } else {
                cursor.skipValue();
            }
        }
        cursor.finish();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
