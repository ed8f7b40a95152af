package dev.pointsman.ledger.spool;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One mapped file of the spool.
 *
 * <pre>
 * header, 64 bytes   magic (8) · number (8) · drained (4): where the first record starts that is not kept yet
 * frame              length (4) · CRC-32C of the record (4) · record · zeros up to a multiple of 8
 * </pre>
 *
 * <p>A writer takes its place by one addition to {@code tail}, copies, and stores the length last, with release: a reader that sees the length
 * sees the record. What has not been written is zero, so a length of 0 is the end, or a record that is still being copied. The writer whose
 * record does not fit any more sets {@code end}. All numbers are little-endian; a killed process leaves the pages to the kernel, in the order in which
 * they were written to.
 */
final class Segment {
    static final int HEADER = 64;
    static final int FRAME = 8;
    static final int MOST_RECORD_BYTES = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Segment.class);
    private static final long MAGIC = 0x314c4f4f5053504dL; // "MPSPOOL1"
    private static final int NUMBER_AT = 8;
    private static final int DRAINED_AT = 16;
    static final int PAGE = 4_096;
    private static final int ZEROS = 64 * 1024;
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final Path file;
    private final MappedByteBuffer bytes;
    private final AtomicLong tail = new AtomicLong(HEADER);
    private final AtomicReference<@Nullable Segment> next = new AtomicReference<>();
    private final boolean found;
    private volatile int end = -1;
    private volatile boolean ready;

    private Segment(Path file, MappedByteBuffer bytes, boolean found) {
        this.file = file;
        this.bytes = bytes;
        this.found = found;
        bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A new file whose blocks are on the disk: a full disk fails here, not where a record is written. */
    static Segment create(Path file, int sizeBytes, long number) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            fill(channel, sizeBytes);
            Segment segment = new Segment(file, channel.map(FileChannel.MapMode.READ_WRITE, 0, sizeBytes), false);
            segment.number(number);
            return segment;
        } catch (IOException full) {
            Files.deleteIfExists(file); // its part would take what little room there is
            throw full;
        }
    }

    private static void fill(FileChannel channel, int sizeBytes) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(ZEROS);
        for (long at = 0; at < sizeBytes; ) {
            zeros.clear().limit((int) Math.min(ZEROS, sizeBytes - at));
            at += channel.write(zeros, at);
        }
    }

    /**
     * Brings every page into the process now, so that no request waits for one; does nothing the second time. One thread at a time; others may append
     * meanwhile.
     */
    void ready() {
        if (!ready) {
            for (int at = 0; at < bytes.capacity(); at += PAGE) {
                INTS.getAndBitwiseOr(bytes, at, 0); // a write that changes nothing, whoever writes there
            }
            ready = true;
        }
    }

    /** What an earlier process left; null where the file was never made ready. */
    static @Nullable Segment find(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = channel.size();
            if (size < HEADER || size > Integer.MAX_VALUE) {
                return null;
            }
            Segment segment = new Segment(file, channel.map(FileChannel.MapMode.READ_WRITE, 0, size), true);
            long magic = segment.bytes.getLong(0);
            if (magic != 0 && magic != MAGIC) {
                throw new IOException(file + " is not of a ledger's spool, or of another version of it");
            }
            segment.end = (int) size;
            return magic == 0 ? null : segment;
        }
    }

    private void number(long number) {
        bytes.putInt(DRAINED_AT, HEADER);
        bytes.putLong(NUMBER_AT, number);
        bytes.putLong(0, MAGIC);
    }

    long number() {
        return bytes.getLong(NUMBER_AT);
    }

    int drained() {
        return Math.max(HEADER, bytes.getInt(DRAINED_AT));
    }

    void drained(int offset) {
        bytes.putInt(DRAINED_AT, offset);
    }

    /** Where it ends; -1 while records may still be written. */
    int end() {
        return end;
    }

    /** Whether an earlier process left it: then a record that is not whole will never be. */
    boolean found() {
        return found;
    }

    AtomicReference<@Nullable Segment> next() {
        return next;
    }

    /** Appends from any thread; false where it does not fit any more. */
    boolean append(byte[] record, int length) {
        int size = FRAME + ((length + 7) & ~7);
        long at = tail.getAndAdd(size);
        if (at + size > bytes.capacity()) {
            if (at <= bytes.capacity()) {
                end = (int) at;
            }
            return false;
        }
        int offset = (int) at;
        bytes.put(offset + FRAME, record, 0, length);
        bytes.putInt(offset + 4, checksum(record, length));
        INTS.setRelease(bytes, offset, length);
        return true;
    }

    /** The record whose frame starts there; null where there is none, or none yet. */
    byte @Nullable [] read(int offset) {
        if (offset + FRAME > bytes.capacity()) {
            return null;
        }
        int length = (int) INTS.getAcquire(bytes, offset);
        if (length <= 0 || length > MOST_RECORD_BYTES || offset + FRAME + length > bytes.capacity()) {
            return null;
        }
        byte[] record = new byte[length];
        bytes.get(offset + FRAME, record, 0, length);
        return checksum(record, length) == bytes.getInt(offset + 4) ? record : null;
    }

    /** Where the frame after that of a record starts. */
    static int after(int offset, byte[] record) {
        return offset + FRAME + ((record.length + 7) & ~7);
    }

    /** Whether the eight bytes there are all zero: no part of a record. */
    boolean blank(int offset) {
        return offset + Long.BYTES > bytes.capacity() || bytes.getLong(offset) == 0;
    }

    /** All that it held is kept: it is blank again, and may be used under another number. */
    Segment renewed(long number) {
        byte[] zeros = new byte[ZEROS];
        int used = end < 0 ? bytes.capacity() : end;
        for (int at = HEADER; at < used; at += ZEROS) {
            bytes.put(at, zeros, 0, Math.min(ZEROS, used - at));
        }
        Segment segment = new Segment(file, bytes, false);
        segment.ready = ready;
        segment.number(number);
        return segment;
    }

    /**
     * Gives the file's pages and blocks back, though it stays mapped: a mapping holds both, of a deleted file, too, until a collection of the whole
     * heap, which may never come. Nothing of it may be read or written until it is {@link #revived}. False where a mapped file cannot be cut
     * off, as on Windows.
     */
    boolean rest() {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
            return true;
        } catch (IOException mapped) {
            LOG.debug("{} holds its room until it is not mapped any more", file, mapped);
            return false;
        }
    }

    /** One that rested, blank and on the disk again, under another number; where the disk is full it rests on. */
    Segment revived(long number) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            try {
                fill(channel, bytes.capacity());
            } catch (IOException full) {
                channel.truncate(0);
                throw full;
            }
        }
        Segment segment = new Segment(file, bytes, false);
        segment.number(number);
        return segment;
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    private static int checksum(byte[] record, int length) {
        CRC32C sum = new CRC32C();
        sum.update(record, 0, length);
        return (int) sum.getValue();
    }
}
