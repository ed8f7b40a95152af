package dev.pointsman.server.transport;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of one read burst on their way into one array. A single piece becomes that array itself; more are joined in a buffer that their loop lends,
 * so that what is handed on is the only array made for all of them. Confined to its loop.
 */
final class Gathered {
    /** Of one burst. */
    static final int MOST_BYTES = 64 << 10;

    private static final byte[] NONE = {};

    private final Lender lender;
    private byte[] bytes = NONE;
    private int length;
    private boolean lent;

    /** A loop's buffer, with one burst at a time: streams of a shared connection whose pieces alternate grow arrays of their own meanwhile. */
    static final class Lender {
        private byte @Nullable [] buffer;
        private boolean away;
    }

    Gathered(Lender lender) {
        this.lender = lender;
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** Whether so many more are too many for one burst. */
    boolean isFullFor(int count) {
        return length > 0 && length + count > MOST_BYTES;
    }

    /** All that can be read of it. */
    void add(ByteBuf piece) {
        int count = piece.readableBytes();
        if (length == 0) {
            bytes = new byte[count];
        } else if (!lent && !lender.away && length + count <= MOST_BYTES) {
            borrow();
        }
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
        }
        piece.readBytes(bytes, length, count);
        length += count;
    }

    private void borrow() {
        byte[] buffer = lender.buffer;
        if (buffer == null) {
            buffer = new byte[MOST_BYTES];
            lender.buffer = buffer;
        }
        lender.away = true;
        lent = true;
        System.arraycopy(bytes, 0, buffer, 0, length);
        bytes = buffer;
    }

    /** All of it, in an array that is the receiver's. */
    byte[] take() {
        byte[] whole = !lent && length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
        clear();
        return whole;
    }

    void clear() {
        lender.away &= !lent;
        lent = false;
        bytes = NONE;
        length = 0;
    }
}
