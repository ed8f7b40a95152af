package dev.pointsman.server.http;

import io.netty.channel.Channel;

/**
 * The connections and streams of one loop that may take too long. One sweep, four times a second, asks each of them: a request costs no
 * timer of its own. Confined to its loop.
 *
 * <p>A ring of entries around a sentinel. An entry that is removed keeps its {@code next}, so a sweep that stands on it finds back.
 */
final class Deadlines {
    static final long SWEEP_MILLIS = 250;

    /** Something that may take too long. */
    interface Watched {
        /** Ends what is late at {@code now}, nanoseconds of the loop's monotonic clock. */
        void check(long now);

        /** The server's time to stop is up: what is under way fails, and its client is told. */
        default void stop() {}
    }

    /** The place of one watched thing. */
    static final class Entry {
        private final Watched watched;
        private Entry previous = this;
        private Entry next = this;
        private boolean removed;

        private Entry(Watched watched) {
            this.watched = watched;
        }

        void remove() {
            if (!removed) {
                removed = true;
                previous.next = next;
                next.previous = previous;
            }
        }
    }

    private final Entry sentinel = new Entry(now -> {});
    private long now;

    Deadlines(long now) {
        this.now = now;
    }

    /** The time of the last sweep: good enough for deadlines, and free. */
    long now() {
        return now;
    }

    Entry watch(Watched watched) {
        Entry entry = new Entry(watched);
        entry.next = sentinel;
        entry.previous = sentinel.previous;
        sentinel.previous.next = entry;
        sentinel.previous = entry;
        return entry;
    }

    void sweep(long time) {
        now = time;
        Entry at = sentinel.next;
        while (at != sentinel) {
            if (!at.removed) {
                at.watched.check(time);
            }
            at = at.next;
        }
    }

    /** Tells all of them that the server's time to stop is up. */
    void stop() {
        Entry at = sentinel.next;
        while (at != sentinel) {
            if (!at.removed) {
                at.watched.stop();
            }
            at = at.next;
        }
    }

    /** Tells whether a body comes in fast enough: not on the whole, but in each stretch of time, so that nobody stops after a quick start. */
    static final class Pace {
        private static final long LEAST_BYTES_PER_SECOND = 8 << 10;

        private long since;
        private long before;

        /** A body begins. */
        void restart(long now) {
            since = now;
            before = 0;
        }

        /** Whether less than it should has come in the last stretch, of which {@code bytes} is the sum so far. */
        boolean tooSlow(long now, long bytes, long stretchNanos) {
            if (now - since < stretchNanos) {
                return false;
            }
            boolean slow = bytes - before < stretchNanos * LEAST_BYTES_PER_SECOND / 1_000_000_000L;
            since = now;
            before = bytes;
            return slow;
        }
    }

    /** Tells whether the peer of a channel takes what is written. */
    static final class Progress {
        private long since;
        private long pending;

        /** A new reply begins. */
        void restart(long now) {
            since = now;
            pending = 0;
        }

        /** Whether bytes have waited for {@code limitNanos} without one of them leaving. */
        boolean stalled(Channel channel, long now, long limitNanos) {
            long waiting = channel.isWritable()
                    ? channel.config().getWriteBufferHighWaterMark() - channel.bytesBeforeUnwritable()
                    : channel.config().getWriteBufferLowWaterMark() + channel.bytesBeforeWritable();
            if (waiting <= 0 || waiting < pending) {
                since = now;
            }
            pending = waiting;
            return now - since >= limitNanos;
        }
    }
}
