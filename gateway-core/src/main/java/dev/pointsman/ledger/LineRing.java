package dev.pointsman.ledger;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The newest lines, in {@value #CHUNKS} chunks of {@value #CHUNK_BYTES} bytes that are used again and again: objects that were kept for a second each
 * would all grow old, and each would cost the collector its way there and back. A line is added from any thread, without a lock or a wait. A
 * reader may miss what is added meanwhile, never sees a line twice, in part or changed: while one reads, a new chunk is made where an old one would
 * have been used again.
 */
final class LineRing {
    static final int CHUNK_BYTES = 64 * 1024;
    static final int CHUNKS = 96;

    /** Longer ones are not kept: a few would take the place of hundreds. */
    static final int LONGEST = CHUNK_BYTES / 4;

    private static final int MOST_LINES = 512;
    private static final int LENGTH_BITS = 15;
    private static final long ONE_LINE = 1L << Integer.SIZE;

    /**
     * Lines one behind the other, and where each stands. A writer takes its place by one addition to {@code taken}, which counts lines in its upper half and
     * bytes in its lower one; its line is there once {@code places} says where.
     */
    private static final class Chunk {
        private final byte[] bytes;
        private final long number;
        private final AtomicLong taken = new AtomicLong();
        private final AtomicInteger written = new AtomicInteger();
        /** Start and length of each line; 0 until it is whole. */
        private final AtomicIntegerArray places;

        private final AtomicReference<@Nullable Chunk> next = new AtomicReference<>();
        /** How many lines it holds; -1 while there may be more. */
        private volatile int end = -1;

        Chunk(long number) {
            this(new byte[CHUNK_BYTES], new AtomicIntegerArray(MOST_LINES), number);
        }

        private Chunk(byte[] bytes, AtomicIntegerArray places, long number) {
            this.bytes = bytes;
            this.places = places;
            this.number = number;
        }

        /** Blank again, under another number; nobody may read it or write to it. */
        Chunk renewed(long number) {
            for (int i = lines() - 1; i >= 0; i--) {
                places.setPlain(i, 0);
            }
            return new Chunk(bytes, places, number);
        }

        /** False where there is no room for it: the first that finds none ends the chunk, so that nobody writes to it later. */
        boolean add(byte[] line, int length) {
            if (end >= 0) {
                return false;
            }
            long before = taken.getAndAdd(ONE_LINE + length);
            int index = (int) (before >>> Integer.SIZE);
            int at = (int) before;
            if (index >= MOST_LINES || at + length > CHUNK_BYTES) {
                if (index <= MOST_LINES && at <= CHUNK_BYTES) {
                    end = index;
                }
                return false;
            }
            System.arraycopy(line, 0, bytes, at, length);
            places.set(index, (at << LENGTH_BITS) | length);
            written.incrementAndGet();
            return true;
        }

        /** Whether it is full, and nobody is still writing to it. */
        boolean done() {
            return written.get() == end;
        }

        /** How many lines have a place, at most. */
        int lines() {
            return (int) Math.min(MOST_LINES, taken.get() >>> Integer.SIZE);
        }

        /** Where a line stands; 0 where it is not whole. */
        int place(int index) {
            return places.get(index);
        }

        String line(int place) {
            return new String(bytes, start(place), length(place), StandardCharsets.UTF_8);
        }

        boolean starts(int place, byte[] with) {
            int from = start(place);
            return length(place) >= with.length && Arrays.equals(bytes, from, from + with.length, with, 0, with.length);
        }

        private static int start(int place) {
            return place >>> LENGTH_BITS;
        }

        private static int length(int place) {
            return place & ((1 << LENGTH_BITS) - 1);
        }
    }

    private final AtomicReferenceArray<@Nullable Chunk> chunks = new AtomicReferenceArray<>(CHUNKS);
    private final AtomicInteger readers = new AtomicInteger();
    private volatile Chunk current;

    LineRing() {
        current = new Chunk(0);
        chunks.set(0, current);
    }

    /** Keeps a line, and no longer the oldest ones where there is no room for all; false where it is too long. */
    boolean add(byte[] line, int length) {
        if (length <= 0 || length > LONGEST) {
            return false;
        }
        Chunk chunk = current;
        while (!chunk.add(line, length)) {
            chunk = after(chunk);
            current = chunk;
        }
        return true;
    }

    /** The one that comes after a full one; whoever comes first puts it there. */
    private Chunk after(Chunk full) {
        Chunk next = full.next.get();
        if (next == null) {
            Chunk made = oldest(full.number + 1);
            if (full.next.compareAndSet(null, made)) {
                chunks.accumulateAndGet(
                        place(made.number),
                        made,
                        (there, mine) -> there == null || there.number < made.number ? mine : there);
                return made;
            }
            next = full.next.get();
        }
        return Objects.requireNonNull(next);
    }

    /** The oldest one's bytes, under a new number; a new one where there is none yet, or somebody may be reading it or writing to it. */
    private Chunk oldest(long number) {
        Chunk old = taken(number);
        if (old == null || !old.done() || readers.get() > 0) {
            return new Chunk(number);
        }
        return old.renewed(number);
    }

    /** The one in whose place it comes: a reader that begins now does not find it. Null where somebody else has taken it already. */
    private @Nullable Chunk taken(long number) {
        Chunk old = chunks.get(place(number));
        return old != null && old.number == number - CHUNKS && chunks.compareAndSet(place(number), old, null)
                ? old
                : null;
    }

    private static int place(long number) {
        return (int) (number % CHUNKS);
    }

    /** Those that pass, newest first. */
    List<String> newest(int limit, Predicate<String> test) {
        List<String> found = new ArrayList<>();
        if (limit <= 0) {
            return found;
        }
        read((chunk, place) -> {
            String line = chunk.line(place);
            if (test.test(line)) {
                found.add(line);
            }
            return found.size() < limit;
        });
        return found;
    }

    /** The newest line that begins so; null where none does. */
    @Nullable
    String starting(byte[] with) {
        List<String> found = new ArrayList<>(1);
        read((chunk, place) -> {
            if (chunk.starts(place, with)) {
                found.add(chunk.line(place));
            }
            return found.isEmpty();
        });
        return found.isEmpty() ? null : found.get(0);
    }

    /** Looks at one line; false ends the reading. */
    private interface Look {
        boolean at(Chunk chunk, int place);
    }

    private void read(Look look) {
        readers.incrementAndGet();
        try {
            Chunk last = current;
            for (Chunk next = last.next.get(); next != null; next = last.next.get()) {
                last = next;
            }
            boolean more = true;
            Chunk chunk = last;
            for (long number = last.number; more && chunk != null && chunk.number == number; ) {
                for (int i = chunk.lines() - 1; more && i >= 0; i--) {
                    int place = chunk.place(i);
                    more = place == 0 || look.at(chunk, place);
                }
                number--;
                chunk = number < 0 ? null : chunks.get(place(number));
            }
        } finally {
            readers.decrementAndGet();
        }
    }
}
