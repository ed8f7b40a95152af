package dev.pointsman.providers.ollama;

import dev.pointsman.provider.lists.WholeReply;

/**
 * Finds the lines of newline-delimited JSON in bytes that may be split anywhere. Lines end with LF; a CR before it is white space to JSON, and
 * lines of white space alone are left out. A line that comes whole in one read is shown where it stands; only the rest of a read is held.
 *
 * <pre>{@code
 * lines.feed(bytes);
 * while (lines.next()) { read(lines.array(), lines.start(), lines.end()); }
 * }</pre>
 *
 * Ranges are valid until the next feed. Each byte is looked at once.
 */
final class JsonLines {
    private static final int MAX_LINE_BYTES = 4 << 20;
    private static final byte[] NOTHING = {};
    private static final byte[] LINE_END = {'\n'};

    private byte[] array = NOTHING;
    private int start;
    private int end;
    private int line;
    private int scan;
    private int limit;
    private boolean owned;

    /** Takes the next bytes; those of before must have been gone through with {@link #next} up to false. */
    void feed(byte[] bytes) {
        int held = limit - line;
        if (held == 0) {
            array = bytes;
            line = 0;
            scan = 0;
            limit = bytes.length;
            owned = false;
            return;
        }
        if (!owned || array.length - limit < bytes.length) {
            byte[] room = owned && array.length >= held + bytes.length
                    ? array
                    : new byte[Math.max(held + bytes.length, held * 2)];
            System.arraycopy(array, line, room, 0, held);
            array = room;
            owned = true;
            scan -= line;
            line = 0;
            limit = held;
        }
        System.arraycopy(bytes, 0, array, limit, bytes.length);
        limit += bytes.length;
    }

    /** The stream has ended: a last line without its LF is completed. */
    void finish() {
        if (limit > line) {
            feed(LINE_END);
        }
    }

    /**
     * Steps to the next line with something in it; false where more bytes are needed.
     *
     * @throws dev.pointsman.api.GatewayException {@code UPSTREAM_ERROR} where a line passes 4 MiB
     */
    boolean next() {
        while (scan < limit) {
            if (array[scan++] == '\n') {
                start = line;
                end = scan - 1;
                line = scan;
                if (!blank()) {
                    return true;
                }
            }
        }
        if (limit - line > MAX_LINE_BYTES) {
            throw WholeReply.broken("a line of the provider's stream is longer than " + MAX_LINE_BYTES + " bytes");
        }
        return false;
    }

    private boolean blank() {
        for (int i = start; i < end; i++) {
            if (array[i] != ' ' && array[i] != '\r' && array[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    byte[] array() {
        return array;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }
}
