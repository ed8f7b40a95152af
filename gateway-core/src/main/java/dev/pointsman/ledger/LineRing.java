package dev.pointsman.ledger;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
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

    private static final int FRAME = Integer.BYTES;
    private static final VarHandle LENGTHS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

    /**
     * Lines one behind the other, each with its length before it, which is 0 until the line is whole. A writer takes its place by one addition to
     * {@code tail}.
     */
    private static final class Chunk {
        private final byte[] bytes;
        private final long number;
        private final AtomicInteger tail = new AtomicInteger();
        private final AtomicInteger written = new AtomicInteger();
        private final AtomicReference<@Nullable Chunk> next = new AtomicReference<>();
        private volatile int end = -1;

        Chunk(byte[] bytes, long number) {
            this.bytes = bytes;
            this.number = number;
        }

        /** False where there is no room for it: the first that finds none ends the chunk, so that nobody writes to it later. */
        boolean add(byte[] line, int length) {
            int size = size(length);
            int at = tail.getAndAdd(size);
            if (at < 0 || at + size > CHUNK_BYTES) {
                if (at >= 0 && at <= CHUNK_BYTES) {
                    end = at;
                }
                return false;
            }
            System.arraycopy(line, 0, bytes, at + FRAME, length);
            LENGTHS.setVolatile(bytes, at, length);
            written.addAndGet(size);
            return true;
        }

        /** Whether it is full, and nobody is still writing to it. */
        boolean done() {
            return written.get() == end;
        }

        /** A multiple of four, so that each length is read and written as one. */
        private static int size(int length) {
            return FRAME + ((length + FRAME - 1) & -FRAME);
        }

        /** Where its whole lines begin, up to the first that is not. */
        private int[] lines() {
            int[] starts = new int[CHUNK_BYTES / (2 * FRAME)];
            int count = 0;
            int at = 0;
            for (int length = length(at); length > 0; length = length(at)) {
                starts[count++] = at;
                at += size(length);
            }
            return Arrays.copyOf(starts, count);
        }

        private int length(int at) {
            return at + FRAME > CHUNK_BYTES ? 0 : (int) LENGTHS.getVolatile(bytes, at);
        }

        private String line(int at) {
            return new String(bytes, at + FRAME, length(at), StandardCharsets.UTF_8);
        }

        private boolean starts(int at, byte[] with) {
            int from = at + FRAME;
            return length(at) >= with.length && Arrays.equals(bytes, from, from + with.length, with, 0, with.length);
        }
    }

    private final AtomicReferenceArray<@Nullable Chunk> chunks = new AtomicReferenceArray<>(CHUNKS);
    private final AtomicInteger readers = new AtomicInteger();
    private volatile Chunk current;

    LineRing() {
        current = new Chunk(new byte[CHUNK_BYTES], 0);
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

    /** The oldest one emptied, under a new number; a new one where there is none yet, or somebody may be reading it or writing to it. */
    private Chunk oldest(long number) {
        Chunk old = taken(number);
        if (old == null || !old.done() || readers.get() > 0) {
            return new Chunk(new byte[CHUNK_BYTES], number);
        }
        Arrays.fill(old.bytes, (byte) 0);
        return new Chunk(old.bytes, number);
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
        read((chunk, at) -> {
            String line = chunk.line(at);
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
        read((chunk, at) -> {
            if (chunk.starts(at, with)) {
                found.add(chunk.line(at));
            }
            return found.isEmpty();
        });
        return found.isEmpty() ? null : found.get(0);
    }

    /** Looks at one line; false ends the reading. */
    private interface Look {
        boolean at(Chunk chunk, int start);
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
                int[] starts = chunk.lines();
                for (int i = starts.length - 1; more && i >= 0; i--) {
                    more = look.at(chunk, starts[i]);
                }
                number--;
                chunk = number < 0 ? null : chunks.get(place(number));
            }
        } finally {
            readers.decrementAndGet();
        }
    }
}
