package dev.pointsman.quota;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was spent, in a mapped file: {@value #PLACES} places of 64 bytes, each the amount of one subject in one slice of a window, what is reserved
 * included. To write is one store in memory, which the system keeps when the process is killed at any moment: what was reserved then counts as
 * spent. A power cut may lose what the system had not written yet, some 30 seconds.
 *
 * <pre>
 * head:   magic · number of places · check of both · owner, 0 where none was asked for               (64 bytes, little-endian longs)
 * place:  check (0: free) · limit · subject · period · expires (Unix ms) · nano-dollars · 0 · 0      (64 bytes)
 * </pre>
 *
 * A place is filled before its check is stored, and freed by storing 0 there: one that was being filled at a kill is free. An amount has one writer
 * at a time, its account. Opening and freeing places is guarded by this object's lock.
 */
public final class SpendJournal implements AutoCloseable {
    /** In memory only: what was spent is forgotten at a restart. */
    public static final SpendJournal NONE = new SpendJournal(null, null, null);

    static final int NOWHERE = -1;
    static final int FULL = -2;
    static final int PLACES = 65_536;
    private static final int UNWRITTEN = -3;
    private static final int SIZE = 64;
    private static final int OWNER = 24;
    private static final long MAGIC = 0x5054_5350_4e44_3031L;
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final @Nullable FileChannel channel;
    private final @Nullable FileLock lock;
    private final @Nullable ByteBuffer bytes;
    private final int[] free = new int[PLACES];
    private int freeCount;
    private final Map<Place.Id, List<Place>> found = new HashMap<>();

    /**
     * One amount as it was found.
     *
     * @param index of its place
     */
    record Place(int index, Id id, long period, long expiresMillis, long nanos) {
        /** Whose it is, as hashes. */
        record Id(long limit, long subject) {}
    }

    private SpendJournal(@Nullable FileChannel channel, @Nullable FileLock lock, @Nullable ByteBuffer bytes) {
        this.channel = channel;
        this.lock = lock;
        this.bytes = bytes;
    }

    /**
     * Opens the file, or makes it; what has expired leaves.
     *
     * @throws IOException where it cannot be used: another gateway has it, it is not such a file, or it is damaged
     */
    public static SpendJournal open(Path file, long nowMillis) throws IOException {
        if (!Files.exists(file)) {
            create(file);
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock lock = lock(channel, file);
            if (channel.size() != (long) (PLACES + 1) * SIZE) {
                throw new IOException(file + " is no spend journal: it has " + channel.size() + " bytes (expected: "
                        + (PLACES + 1) * SIZE + ")");
            }
            ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) (PLACES + 1) * SIZE);
            SpendJournal journal = new SpendJournal(channel, lock, bytes);
            journal.read(file, bytes, nowMillis);
            return journal;
        } catch (IOException | RuntimeException unusable) {
            channel.close();
            throw unusable;
        }
    }

    /**
     * Nano-dollars in all places of a file that no gateway uses: what would be taken for spent.
     *
     * @throws IOException as {@link #open(Path, long)}
     */
    public static long countedNanos(Path file) throws IOException {
        try (SpendJournal journal = open(file, Long.MIN_VALUE)) {
            long sum = 0;
            for (List<Place> places : journal.found.values()) {
                for (Place place : places) {
                    sum += place.nanos();
                }
            }
            return sum;
        }
    }

    private static FileLock lock(FileChannel channel, Path file) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
        } catch (OverlappingFileLockException here) {
            throw new IOException(file + " is in use by this process already", here);
        }
        throw new IOException(file + " is in use by another gateway");
    }

    /** Whole or not at all: under another name first. */
    private static void create(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        ByteBuffer bytes = ByteBuffer.allocate((PLACES + 1) * SIZE).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0, MAGIC).putLong(8, PLACES).putLong(16, mixed(MAGIC, PLACES, 0, 0));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, bytes.array());
        try {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException notHere) {
            Files.move(fresh, file);
        }
    }

    private void read(Path file, ByteBuffer from, long nowMillis) throws IOException {
        if (at(from, 0) != MAGIC || at(from, 8) != PLACES || at(from, 16) != mixed(MAGIC, PLACES, 0, 0)) {
            throw new IOException(file + " is no spend journal of this version (its head is not as expected)");
        }
        for (int index = PLACES - 1; index >= 0; index--) {
            int base = base(index);
            long check = at(from, base);
            if (check == 0) {
                free[freeCount++] = index;
                continue;
            }
            Place.Id id = new Place.Id(at(from, base + 8), at(from, base + 16));
            Place place = new Place(index, id, at(from, base + 24), at(from, base + 32), at(from, base + 40));
            if (check != check(place) || place.nanos() < 0) {
                throw new IOException(file + " is damaged at place " + index
                        + ": what was spent cannot be told. Mend it from a copy, or move it away to begin at zero");
            }
            if (place.expiresMillis() <= nowMillis) {
                free(index);
            } else {
                found.computeIfAbsent(id, none -> new ArrayList<>(1)).add(place);
            }
        }
    }

    /** What was found of it at the start, by period; from now on an account's own to write and free. */
    synchronized List<Place> adopt(Place.Id id) {
        List<Place> places = found.remove(id);
        if (places == null) {
            return List.of();
        }
        places.sort(Comparator.comparingLong(Place::period));
        return places;
    }

    /** Nano-dollars found at the start that no account has adopted and that have not expired. */
    synchronized long unadopted(long limit, long nowMillis) {
        long sum = 0;
        for (Map.Entry<Place.Id, List<Place>> each : found.entrySet()) {
            if (each.getKey().limit() == limit) {
                for (Place place : each.getValue()) {
                    sum += place.expiresMillis() > nowMillis ? place.nanos() : 0;
                }
            }
        }
        return sum;
    }

    /** All that was found at the start, and that no account has adopted. */
    synchronized List<Spent> unadopted() {
        List<Spent> all = new ArrayList<>();
        found.forEach((id, places) -> places.forEach(place ->
                all.add(new Spent(id.limit(), id.subject(), place.period(), place.expiresMillis(), place.nanos()))));
        return all;
    }

    /** Whose file it is; the one that is told where it is nobody's yet, or none is kept. */
    synchronized long owner(long otherwise) {
        ByteBuffer into = bytes;
        if (into == null) {
            return otherwise;
        }
        if (at(into, OWNER) == 0) {
            LONGS.setRelease(into, OWNER, otherwise);
        }
        return at(into, OWNER);
    }

    /** An empty place; {@link #FULL} where there is none. */
    synchronized int open(Place.Id id, long period, long expiresMillis, long nowMillis) {
        ByteBuffer into = bytes;
        if (into == null) {
            return UNWRITTEN;
        }
        if (freeCount == 0) {
            reclaim(nowMillis);
        }
        if (freeCount == 0) {
            return FULL;
        }
        int index = free[--freeCount];
        int base = base(index);
        Place place = new Place(index, id, period, expiresMillis, 0);
        LONGS.set(into, base + 8, id.limit());
        LONGS.set(into, base + 16, id.subject());
        LONGS.set(into, base + 24, period);
        LONGS.set(into, base + 32, expiresMillis);
        LONGS.set(into, base + 40, 0L);
        LONGS.setRelease(into, base, check(place));
        return index;
    }

    /** Stores the amount of a place that is open. */
    void put(int index, long nanos) {
        ByteBuffer into = bytes;
        if (into != null && index >= 0) {
            LONGS.setRelease(into, base(index) + 40, Math.max(0, nanos));
        }
    }

    synchronized void free(int index) {
        ByteBuffer into = bytes;
        if (into != null && index >= 0) {
            LONGS.setRelease(into, base(index), 0L);
            free[freeCount++] = index;
        }
    }

    /** Frees what was found, has expired since, and never was asked for. */
    private void reclaim(long nowMillis) {
        found.values().removeIf(places -> {
            places.removeIf(place -> {
                boolean expired = place.expiresMillis() <= nowMillis;
                if (expired) {
                    free(place.index());
                }
                return expired;
            });
            return places.isEmpty();
        });
    }

    /** Gives the file free for another gateway. What is put afterwards is still kept. */
    @Override
    public void close() throws IOException {
        if (lock != null && channel != null) {
            lock.release();
            channel.close();
        }
    }

    private static long at(ByteBuffer from, int offset) {
        return (long) LONGS.getAcquire(from, offset);
    }

    private static int base(int index) {
        return (index + 1) * SIZE;
    }

    private static long check(Place place) {
        return mixed(
                place.id().limit(),
                place.id().subject(),
                place.period() * PLACES + place.index(),
                place.expiresMillis());
    }

    /** Never 0. Each number passes the finisher of SplitMix64. */
    private static long mixed(long a, long b, long c, long d) {
        long mixed = mix(mix(mix(mix(MAGIC ^ a) ^ b) ^ c) ^ d);
        return mixed == 0 ? 1 : mixed;
    }

    private static long mix(long value) {
        long z = value + 0x9e37_79b9_7f4a_7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return z ^ (z >>> 31);
    }
}
