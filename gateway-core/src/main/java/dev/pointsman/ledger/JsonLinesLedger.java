package dev.pointsman.ledger;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends records to a file, one JSON object a line.
 *
 * <p>Request threads only put into a bounded queue, and wake nobody: a wake-up for each record would cost more than the record. One writer
 * thread looks every 20 ms (100 ms when there was nothing), writes what has gathered in one go and syncs it at most once a second. A full queue
 * refuses the record and counts it. When writing fails (disk full), the batch is counted as lost, an error is logged once until writing works
 * again, and requests go on. A torn last line of a crash is cut off at the next start, and said so.
 */
public final class JsonLinesLedger implements Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(JsonLinesLedger.class);
    private static final int QUEUE = 16_384;
    private static final int BATCH = 1_024;
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long SYNC_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path file;
    private final FileChannel channel;
    private final BlockingQueue<DecisionRecord> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong lost = new AtomicLong();
    private final Thread writer;
    private volatile boolean closing;
    private boolean failing;
    private long syncedAt;

    private JsonLinesLedger(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
        this.writer = new Thread(this::run, "pointsman-ledger");
        this.writer.setDaemon(true);
    }

    /** Opens (or creates, with its folders) the file and starts the writer. */
    public static JsonLinesLedger open(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        cutTornLine(file, channel);
        channel.position(channel.size());
        JsonLinesLedger ledger = new JsonLinesLedger(file, channel);
        ledger.writer.start();
        return ledger;
    }

    @Override
    public void append(DecisionRecord record) {
        if (closing || !queue.offer(record)) {
            lost.incrementAndGet();
        }
    }

    @Override
    public long lost() {
        return lost.get();
    }

    /** Records waiting to be written. */
    public int waiting() {
        return queue.size();
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(writer);
        try {
            writer.join(TimeUnit.SECONDS.toMillis(5));
            channel.force(false);
            channel.close();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException broken) {
            LOG.error("cannot close ledger {}", file, broken);
        }
    }

    private void run() {
        List<DecisionRecord> batch = new ArrayList<>(BATCH);
        ByteArrayOutputStream lines = new ByteArrayOutputStream(64 * 1024);
        boolean last;
        do {
            last = closing;
            int taken = queue.drainTo(batch, BATCH);
            if (taken > 0) {
                write(batch, lines);
            }
            if (taken < BATCH && !last) {
                LockSupport.parkNanos(taken > 0 ? GATHER_NANOS : IDLE_NANOS);
            }
        } while (!last || !queue.isEmpty());
    }

    private void write(List<DecisionRecord> batch, ByteArrayOutputStream lines) {
        lines.reset();
        try {
            DecisionJson.write(batch, lines);
            ByteBuffer bytes = ByteBuffer.wrap(lines.toByteArray());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            long now = System.nanoTime();
            if (now - syncedAt > SYNC_NANOS) {
                channel.force(false);
                syncedAt = now;
            }
            failing = false;
        } catch (IOException | RuntimeException broken) { // whatever a record does, the writer goes on
            lost.addAndGet(batch.size());
            if (!failing) {
                failing = true;
                LOG.error("cannot write ledger {}: records are lost until it can be written again", file, broken);
            }
        } finally {
            batch.clear();
        }
    }

    private static void cutTornLine(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        ByteBuffer one = ByteBuffer.allocate(1);
        long end = size;
        while (end > 0) {
            one.clear();
            channel.read(one, end - 1);
            if (one.get(0) == '\n') {
                break;
            }
            end--;
        }
        if (end < size) {
            LOG.warn("ledger {} ended in a torn line of {} bytes; it was cut off", file, size - end);
            channel.truncate(end);
        }
    }
}
