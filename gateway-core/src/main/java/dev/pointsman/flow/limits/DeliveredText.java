package dev.pointsman.flow.limits;

import dev.pointsman.api.json.JsonText;
import java.util.ArrayList;
import java.util.List;

/**
 * The text that went to a client, measured where its provider may never tell its tokens: bytes of the strings in a reply that are output, by the
 * names that the three APIs give them. A name cut in two by the end of a piece is missed; pieces are whole events.
 *
 * <p>Most replies are never asked for it, as their provider tells: pieces wait unread, {@value #MOST_WAITING} bytes of them.
 */
final class DeliveredText {
    /** Bytes that a token is taken to have; English has more than four, Chinese about three. */
    private static final int BYTES_PER_TOKEN = 3;

    private static final byte[][] NAMES = {
        JsonText.ascii("\"content\":"),
        JsonText.ascii("\"reasoning_content\":"),
        JsonText.ascii("\"reasoning\":"),
        JsonText.ascii("\"refusal\":"),
        JsonText.ascii("\"arguments\":"),
        JsonText.ascii("\"text\":"),
        JsonText.ascii("\"thinking\":"),
        JsonText.ascii("\"partial_json\":"),
        JsonText.ascii("\"delta\":")
    };

    private static final int MOST_WAITING = 8 * 1024;

    private final List<byte[]> waiting = new ArrayList<>(2);
    private int waitingBytes;
    private long textBytes;
    private boolean within;
    private boolean escaped;

    /** The next piece of the reply; never changed later. */
    void add(byte[] bytes) {
        waiting.add(bytes);
        waitingBytes += bytes.length;
        if (waitingBytes > MOST_WAITING) {
            read();
        }
    }

    private void read() {
        for (int i = 0; i < waiting.size(); i++) {
            read(waiting.get(i));
        }
        waiting.clear();
        waitingBytes = 0;
    }

    private void read(byte[] bytes) {
        int at = within ? end(bytes, 0) : 0;
        while (at < bytes.length) {
            if (bytes[at] == '"') {
                int value = value(bytes, at);
                at = value < 0 ? at + 1 : end(bytes, value);
            } else {
                at++;
            }
        }
    }

    /** Tokens that it is taken to be. */
    long tokens() {
        read();
        return (textBytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
    }

    /** Where the string begins that is output, after the name that stands there; -1 where none does. */
    private static int value(byte[] bytes, int at) {
        for (byte[] name : NAMES) {
            if (matches(bytes, at, name)) {
                int from = at + name.length;
                while (from < bytes.length && bytes[from] == ' ') {
                    from++;
                }
                return from < bytes.length && bytes[from] == '"' ? from + 1 : -1;
            }
        }
        return -1;
    }

    private static boolean matches(byte[] bytes, int at, byte[] name) {
        if (bytes.length - at < name.length || bytes[at + 1] != name[1]) {
            return false;
        }
        for (int i = 2; i < name.length; i++) {
            if (bytes[at + i] != name[i]) {
                return false;
            }
        }
        return true;
    }

    /** Counts to the end of the string; gives what comes after it. */
    private int end(byte[] bytes, int from) {
        within = true;
        for (int i = from; i < bytes.length; i++) {
            if (escaped) {
                escaped = false;
            } else if (bytes[i] == '\\') {
                escaped = true;
            } else if (bytes[i] == '"') {
                within = false;
                textBytes += i - from;
                return i + 1;
            }
        }
        textBytes += bytes.length - from;
        return bytes.length;
    }
}
