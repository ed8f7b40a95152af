package dev.pointsman.providers.anthropic;

import dev.pointsman.api.json.JsonCursor;
import java.nio.charset.StandardCharsets;

/** What one event of a stream says; reused for event after event. Usage is kept over all of them, everything else is the last event's. */
final class EventScan {
    /** The events of a stream; {@code UNKNOWN} is any that may come one day. */
    enum Type {
        BLOCK_DELTA,
        BLOCK_START,
        BLOCK_STOP,
        MESSAGE_START,
        MESSAGE_DELTA,
        MESSAGE_STOP,
        PING,
        ERROR,
        UNKNOWN
    }

    private static final Type[] ALL = Type.values();
    private static final byte[][] WORDS = {
        ascii("content_block_delta"), ascii("content_block_start"), ascii("content_block_stop"), ascii("message_start"),
        ascii("message_delta"), ascii("message_stop"), ascii("ping"), ascii("error")
    };
    private static final byte[] TYPE = ascii("type");
    private static final byte[] INDEX = ascii("index");
    private static final byte[] DELTA = ascii("delta");
    private static final byte[] BLOCK = ascii("content_block");
    private static final byte[] MESSAGE = ascii("message");
    private static final byte[] USAGE = ascii("usage");
    private static final byte[] ERROR_FIELD = ascii("error");
    private static final byte[] ID = ascii("id");
    private static final byte[] MODEL = ascii("model");

    private final JsonCursor cursor = new JsonCursor(new byte[0]);

    final BlockScan block = new BlockScan();
    final ClaudeUsage usage = new ClaudeUsage();
    Type type = Type.UNKNOWN;
    long index;
    String id = "";
    String model = "";

    /** Throws {@link JsonCursor.Malformed} for what is no JSON object. */
    void read(byte[] array, int from, int to) {
        type = Type.UNKNOWN;
        index = -1;
        block.clear();
        boolean error = false;
        cursor.reset(array, from, to);
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '"' && cursor.nameIs(TYPE)) {
                cursor.skipString();
                type = type();
            } else if (first >= '0' && first <= '9' && cursor.nameIs(INDEX)) {
                index = cursor.number();
            } else if (first == '{' && (cursor.nameIs(DELTA) || cursor.nameIs(BLOCK))) {
                block.read(cursor);
            } else if (first == '{' && cursor.nameIs(MESSAGE)) {
                message();
            } else if (cursor.nameIs(USAGE)) {
                usage.read(cursor);
            } else {
                error |= first != 'n' && cursor.nameIs(ERROR_FIELD);
                cursor.skipValue();
            }
        }
        cursor.finish();
        type = error ? Type.ERROR : type;
    }

    private Type type() {
        for (int i = 0; i < WORDS.length; i++) {
            if (cursor.textIs(WORDS[i])) {
                return ALL[i];
            }
        }
        return Type.UNKNOWN;
    }

    private void message() {
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '"' && cursor.nameIs(ID)) {
                id = cursor.string();
            } else if (first == '"' && cursor.nameIs(MODEL)) {
                model = cursor.string();
            } else if (cursor.nameIs(USAGE)) {
                usage.read(cursor);
            } else {
                cursor.skipValue();
            }
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
