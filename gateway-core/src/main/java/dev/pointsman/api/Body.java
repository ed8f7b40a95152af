package dev.pointsman.api;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of a request body as segments of arrays, so that a splice copies nothing of a large prompt.
 * Arrays are shared, never changed.
 */
public final class Body {
    /** Receives the segments in order. */
    public interface Segments {
        void segment(byte[] array, int offset, int length);
    }

    private static final class Segment {
        private final byte[] array;
        private final int offset;
        private final int length;

        Segment(byte[] array, int offset, int length) {
            this.array = array;
            this.offset = offset;
            this.length = length;
        }
    }

    public static final Body EMPTY = new Body(List.of(), 0);

    private final List<Segment> segments;
    private final int length;

    private Body(List<Segment> segments, int length) {
        this.segments = segments;
        this.length = length;
    }

    public static Body of(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Body(List.of(new Segment(bytes, 0, bytes.length)), bytes.length);
    }

    public int length() {
        return length;
    }

    public void forEach(Segments visitor) {
        for (Segment segment : segments) {
            visitor.segment(segment.array, segment.offset, segment.length);
        }
    }

    /** All bytes in one fresh array. */
    public byte[] toArray() {
        byte[] all = new byte[length];
        int at = 0;
        for (Segment segment : segments) {
            System.arraycopy(segment.array, segment.offset, all, at, segment.length);
            at += segment.length;
        }
        return all;
    }

    /** What all bodies, of requests and of replies, may hold in memory at a time. One atomic count; one for the whole gateway. */
    public static final class Budget {
        private final long limit;
        private final AtomicLong used = new AtomicLong();

        public Budget(long limit) {
            this.limit = limit;
        }

        /** Counts bytes that are about to be held; {@link #release} follows where it gave true. */
        public boolean tryReserve(long bytes) {
            if (used.addAndGet(bytes) <= limit) {
                return true;
            }
            used.addAndGet(-bytes);
            return false;
        }

        /** Counts bytes that are held already, beyond the limit if need be; {@link #release} follows. */
        public void hold(long bytes) {
            used.addAndGet(bytes);
        }

        public void release(long bytes) {
            used.addAndGet(-bytes);
        }

        /** Most bytes that {@link #tryReserve} lets be held. */
        public long limit() {
            return limit;
        }

        public long used() {
            return used.get();
        }
    }

    /** Collects segments; empty ones are left out. */
    public static final class Builder {
        private final List<Segment> segments = new ArrayList<>(5);
        private int length;

        public Builder add(byte[] array, int offset, int count) {
            if (count > 0) {
                segments.add(new Segment(array, offset, count));
                length += count;
            }
            return this;
        }

        public Builder add(byte[] array) {
            return add(array, 0, array.length);
        }

        public Body build() {
            return new Body(List.copyOf(segments), length);
        }
    }
}
