package dev.pointsman.transcript;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.json.JsonCursor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the text of one answer while it passes: of a stream event by event, of a body when it is whole. Of a stream it holds the limit and a
 * margin; of a body {@value #BODY_FACTOR} times the limit and {@value #BODY_MORE} bytes, behind which the text counts as cut. Confined to a loop.
 */
final class ReplyText {
    private static final int BODY_FACTOR = 4;
    private static final int BODY_MORE = 64 * 1024;
    private static final int SUCCESS = 200;
    private static final int NO_SUCCESS = 300;

    private final @Nullable ReplyWords words;
    private final int limit;
    private final Gathered gathered;
    private final JsonCursor cursor = new JsonCursor(new byte[0]);
    private boolean events;
    private boolean body;
    private byte[] held = {};
    private int length;
    private boolean malformed;

    /** @param limit characters */
    ReplyText(Endpoint endpoint, int limit) {
        this.words = ReplyWords.of(endpoint);
        this.limit = limit;
        this.gathered = new Gathered(limit);
    }

    void start(ReplyHead head) {
        boolean good = words != null && head.status() >= SUCCESS && head.status() < NO_SUCCESS;
        events = good && head.contentType().startsWith("text/event-stream");
        body = good && head.contentType().startsWith("application/json");
    }

    void data(byte[] bytes) {
        if (events && !gathered.full()) {
            lines(bytes);
        } else if (events) {
            gathered.lacks();
        } else if (body) {
            hold(bytes);
        }
    }

    /** Pieces of a stream are whole events, so that its lines are whole. */
    private void lines(byte[] bytes) {
        int from = 0;
        while (from < bytes.length) {
            int end = from;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            int value = from + 5;
            if (value < end && bytes[from] == 'd' && bytes[from + 4] == ':') {
                read(bytes, value, end, true);
            }
            from = end + 1;
        }
    }

    private void hold(byte[] bytes) {
        int most = BODY_MORE + BODY_FACTOR * limit;
        int room = Math.min(bytes.length, most - length);
        if (room < bytes.length) {
            gathered.lacks();
        }
        if (held.length - length < room) {
            held = Arrays.copyOf(held, Math.min(most, Math.max(held.length * 2, length + room)));
        }
        System.arraycopy(bytes, 0, held, length, room);
        length += room;
    }

    /** What is no JSON has no text. */
    private void read(byte[] bytes, int from, int to, boolean event) {
        ReplyWords its = words;
        if (its == null) {
            return;
        }
        cursor.reset(bytes, from, to);
        try {
            if (event) {
                its.event(cursor, bytes, gathered);
            } else {
                its.whole(cursor, bytes, gathered);
            }
        } catch (JsonCursor.Malformed end) { // where a body was cut: what stands before it counts
            malformed = true;
        }
    }

    /** All that came. */
    Excerpt excerpt() {
        if (body && length > 0) {
            int to = gathered.cut() ? closed() : length;
            read(held, 0, to, false);
            held = new byte[0];
            length = 0;
        }
        List<Piece> pieces = gathered.pieces();
        return new Excerpt(pieces, gathered.cut() || malformed);
    }

    /** Where a body was cut within a string, that ends there: behind the last whole character, and before an escape that may not be whole. */
    private int closed() {
        int to = length;
        int escape = Math.max(0, to - 12);
        for (int i = escape; i < to; i++) {
            if (held[i] == '\\') {
                to = i;
            }
        }
        while (to > 0 && (held[to - 1] & 0x80) != 0) {
            to--;
        }
        held = Arrays.copyOf(held, Math.max(held.length, to + 1));
        held[to] = '"';
        return to + 1;
    }
}
