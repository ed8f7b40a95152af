package dev.pointsman.ledger.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records on their way to the store, in mapped files: what was appended is there again after the process was killed, though not after the
 * machine lost power.
 *
 * <p>Any thread appends, without a lock, a system call or a wait: into the active segment, and where that is full into a spare one that takes its
 * place. One thread, {@code pointsman-spool}, sees to it that there is a spare one. Where there is none and there may be no more, a record is
 * refused. Segments form a chain from the oldest to the active one; one other thread, the drain, reads along it, and what it has kept is wiped
 * and used again.
 */
public final class LedgerSpool implements AutoCloseable {
    /**
     * How much it may hold.
     *
     * @param segmentBytes of one file, at least 64 kB
     * @param segments the most there may be, at least 3
     */
    public record Limits(int segmentBytes, int segments) {
        /** 64 files of 4 MB: about 130,000 records. */
        public static final Limits USUAL = new Limits(4 << 20, 64);

        private static final int LARGEST_SEGMENT = 64 << 20;
        private static final int MANY = 512;

        /** At most so many bytes, in files of 4 MB to 64 MB, about 500 of them where there is much to hold; never fewer than three. */
        public static Limits of(long bytes) {
            long each = Math.max(USUAL.segmentBytes, Math.min(LARGEST_SEGMENT, bytes / MANY)) & -Segment.PAGE;
            return new Limits((int) each, (int) Math.max(3, Math.min(Integer.MAX_VALUE, bytes / each)));
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(LedgerSpool.class);
    private static final String ENDING = ".spool";
    /** A busy disk may take a second or two to make one; so long the others must last. */
    private static final int FEWEST_SPARES = 3;

    private static final int FIRST_SPARES = 2;
    private static final int MOST_SPARES = 4;
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path folder;
    private final Limits limits;
    private final FileChannel lock;
    private final Queue<Segment> spares = new ConcurrentLinkedQueue<>();
    private final Queue<Segment> retired = new ConcurrentLinkedQueue<>();
    private final AtomicInteger spareCount = new AtomicInteger();
    private final AtomicInteger segments = new AtomicInteger();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong appended = new AtomicLong();
    private final AtomicLong drained = new AtomicLong();
    private final Thread keeper;
    private volatile Segment active;
    private volatile boolean closed;

    // the keeper's own
    private final Deque<Segment> resting = new ArrayDeque<>();
    private boolean failing;

    // the drain's own
    private Segment reading;
    private int position;
    private Segment takenTo;
    private int takenToPosition;
    private int taken;

    private LedgerSpool(Path folder, Limits limits, FileChannel lock, List<Segment> found) throws IOException {
        this.folder = folder;
        this.limits = limits;
        this.lock = lock;
        segments.set(found.size());
        for (Segment each : found) {
            numbers.accumulateAndGet(each.number(), Math::max);
        }
        active = create();
        active.ready();
        reading = active;
        for (int i = found.size() - 1; i >= 0; i--) {
            found.get(i).next().set(reading);
            reading = found.get(i);
        }
        position = reading.drained();
        takenTo = reading;
        takenToPosition = position;
        for (int i = 0; i < FIRST_SPARES; i++) {
            spare(create());
        }
        keeper = new Thread(this::keep, "pointsman-spool");
        keeper.setDaemon(true);
        keeper.start();
    }

    /**
     * Opens a folder, with what an earlier process left there.
     *
     * @throws IOException where it cannot be written, or another process uses it
     */
    public static LedgerSpool open(Path folder, Limits limits) throws IOException {
        Files.createDirectories(folder);
        FileChannel lock =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() == null) {
                throw new IOException(folder + " is used by another gateway");
            }
            return new LedgerSpool(folder, limits, lock, found(folder));
        } catch (OverlappingFileLockException here) {
            lock.close();
            throw new IOException(folder + " is used by another gateway of this process", here);
        } catch (IOException | RuntimeException unusable) {
            lock.close();
            throw unusable;
        }
    }

    private static List<Segment> found(Path folder) throws IOException {
        List<Segment> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ENDING)) {
            for (Path file : files) {
                Segment segment = Segment.find(file);
                if (segment == null) {
                    Files.delete(file);
                } else {
                    found.add(segment);
                }
            }
        }
        found.sort(Comparator.comparingLong(Segment::number));
        return found;
    }

    /** Appends a record, at once or not at all; from any thread. False where there is no room, or it is longer than 1 MB. */
    public boolean append(byte[] record, int length) {
        if (length <= 0 || length > Math.min(Segment.MOST_RECORD_BYTES, limits.segmentBytes() / 2)) {
            return false;
        }
        Segment segment = active;
        while (!closed) {
            if (segment.append(record, length)) {
                appended.incrementAndGet();
                return true;
            }
            Segment next = next(segment);
            if (next == null) {
                return false;
            }
            active = next;
            segment = next;
        }
        return false;
    }

    /** The one that comes after a full one; whoever comes first puts a spare one there. */
    private @Nullable Segment next(Segment full) {
        Segment next = full.next().get();
        if (next != null) {
            return next;
        }
        Segment spare = spares.poll();
        if (spare == null) {
            if (segments.get() < limits.segments()) {
                LockSupport.unpark(keeper);
            }
            return full.next().get();
        }
        if (full.next().compareAndSet(null, spare)) {
            spareCount.decrementAndGet();
        } else {
            spares.add(spare);
        }
        LockSupport.unpark(keeper);
        return full.next().get();
    }

    /** Records that are appended and not yet drained, but for those that an earlier process left. */
    public long waiting() {
        return Math.max(0, appended.get() - drained.get());
    }

    /** Bytes of its files. */
    public long sizeBytes() {
        return (long) segments.get() * limits.segmentBytes();
    }

    /**
     * The oldest records that are not drained; the same again until {@link #drained}. The drain's thread only.
     *
     * @param most records, and {@code mostBytes} after which no more is taken
     */
    List<byte[]> take(int most, int mostBytes) {
        List<byte[]> records = new ArrayList<>();
        Segment segment = reading;
        int at = position;
        int left = mostBytes;
        taken = 0;
        while (records.size() < most && left > 0) {
            byte[] record = segment.read(at);
            if (record != null) {
                records.add(record);
                taken += segment.found() ? 0 : 1;
                left -= record.length;
                at = Segment.after(at, record);
            } else if (segment.found() && at < segment.end()) {
                at = nextWhole(segment, at);
            } else if (segment.end() >= 0
                    && at >= segment.end()
                    && segment.next().get() != null) {
                segment = segment.next().get();
                at = segment.drained();
            } else {
                break;
            }
        }
        takenTo = segment;
        takenToPosition = at;
        return records;
    }

    /** Passes over what was being written when the process was killed, up to the next whole record. */
    private static int nextWhole(Segment segment, int from) {
        int at = from;
        boolean torn = false;
        while (at < segment.end() && segment.read(at) == null) {
            torn |= !segment.blank(at);
            at += Segment.FRAME;
        }
        if (torn) {
            LOG.warn("the ledger's spool held a record that was not whole: it was cut off; its request had not ended");
        }
        return Math.min(at, segment.end());
    }

    /** What was taken last is kept for good. The drain's thread only. */
    void drained() throws IOException {
        Segment from = reading;
        if (from.number() == takenTo.number() && position == takenToPosition) {
            return;
        }
        reading = takenTo;
        position = takenToPosition;
        drained.addAndGet(taken);
        taken = 0;
        while (from.number() != takenTo.number()) {
            Segment after = from.next().get();
            from.drained(from.end());
            free(from);
            from = after == null ? takenTo : after;
        }
        takenTo.drained(takenToPosition);
    }

    private void free(Segment segment) throws IOException {
        if (segment.found()) {
            segment.rest();
            segment.delete();
            segments.decrementAndGet();
        } else if (spareCount.get() < MOST_SPARES) {
            spare(segment.renewed(numbers.incrementAndGet()));
        } else {
            retired.add(segment); // by the keeper, which may still be making it ready
            LockSupport.unpark(keeper);
        }
    }

    private void spare(Segment segment) {
        spareCount.incrementAndGet();
        spares.add(segment);
    }

    private Segment create() throws IOException {
        long number = numbers.incrementAndGet();
        Segment segment = Segment.create(folder.resolve(number + ENDING), limits.segmentBytes(), number);
        segments.incrementAndGet();
        return segment;
    }

    private Segment revived(Segment rested) throws IOException {
        try {
            Segment segment = rested.revived(numbers.incrementAndGet());
            segments.incrementAndGet();
            return segment;
        } catch (IOException full) {
            resting.push(rested);
            throw full;
        }
    }

    /** What there are too many of gives its room back; its mapping is used again, since only a collection of the whole heap ends one. */
    private void rest() throws IOException {
        for (Segment each = retired.poll(); each != null; each = retired.poll()) {
            if (each.rest()) {
                resting.push(each);
            } else {
                each.delete();
            }
            segments.decrementAndGet();
        }
    }

    private void keep() {
        while (!closed) {
            try {
                rest();
                while (!closed && spareCount.get() < FEWEST_SPARES && segments.get() < limits.segments()) {
                    Segment rested = resting.poll();
                    spare(rested == null ? create() : revived(rested));
                }
                Segment coming = spares.peek();
                if (coming != null) {
                    coming.ready(); // the others take no memory until it is their turn
                }
                failing = false;
            } catch (IOException full) {
                if (!failing) {
                    failing = true;
                    LOG.error("no room for the ledger's spool in {}: records are lost until there is", folder, full);
                }
            }
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
    }

    /** Takes no more records; what is not drained stays for the next start. */
    @Override
    public void close() throws IOException {
        closed = true;
        LockSupport.unpark(keeper);
        try {
            keeper.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (empty()) {
            for (Segment each = reading; each != null; each = each.next().get()) {
                each.delete();
            }
        }
        spares.addAll(retired);
        spares.addAll(resting);
        for (Segment each = spares.poll(); each != null; each = spares.poll()) {
            each.delete();
        }
        lock.close();
    }

    private boolean empty() {
        return take(1, 1).isEmpty();
    }
}
