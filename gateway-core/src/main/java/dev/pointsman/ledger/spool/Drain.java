package dev.pointsman.ledger.spool;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records from the spool to the store, a batch at a time; a batch leaves the spool once it is kept. Nobody wakes it: it looks every 200 ms, so
 * that what has gathered is kept together. Where the store fails it waits, twice as long each time and by chance up to a quarter less, so that many
 * gateways do not come back at once; it says so once, and goes on where it was.
 */
final class Drain {
    private static final int BATCH_BYTES = 4 << 20;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long FIRST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final double MOST_LESS = 0.25;
    private static final long TIDY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long END_MILLIS = TimeUnit.SECONDS.toMillis(10);

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    private final LedgerSpool spool;
    private final RecordStore store;
    private final LongSupplier nanoTime;
    private final DoubleSupplier chance;
    private final Thread thread;
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong kept = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong keepNanos = new AtomicLong();
    private volatile boolean closing;
    private long waitNanos;
    private long tidiedAt;

    /** @param chance a number from 0 to 1, another one at each call */
    Drain(LedgerSpool spool, RecordStore store, LongSupplier nanoTime, DoubleSupplier chance) {
        this.spool = spool;
        this.store = store;
        this.nanoTime = nanoTime;
        this.chance = chance;
        this.thread = new Thread(this::run, "pointsman-ledger");
        this.thread.setDaemon(true);
        this.tidiedAt = nanoTime.getAsLong();
    }

    void start() {
        thread.start();
    }

    /** Records that the store could not understand. */
    long lost() {
        return lost.get();
    }

    /** Records that are kept, since the start. */
    long kept() {
        return kept.get();
    }

    /** Batches that could not be kept when they were first tried, and each further try. */
    long failures() {
        return failures.get();
    }

    /** Time that keeping took, altogether. */
    long keepNanos() {
        return keepNanos.get();
    }

    private void run() {
        boolean last;
        do {
            last = closing;
            long pause = step();
            if (last && pause > LOOK_NANOS) {
                return; // the store fails: the spool keeps the rest
            }
            if (pause > 0 && !last) {
                LockSupport.parkNanos(this, pause);
            }
            last &= pause > 0;
        } while (!last);
    }

    /** One batch; how long to wait before the next. */
    long step() {
        List<byte[]> batch = spool.take(store.most(), BATCH_BYTES);
        long now = nanoTime.getAsLong();
        try {
            if (batch.isEmpty()) {
                spool.drained(); // what was passed over: it held no whole record
            } else {
                keep(batch, now);
            }
            if (batch.size() < store.most() && now - tidiedAt >= TIDY_NANOS) {
                tidiedAt = now;
                store.tidy();
            }
            return batch.size() < store.most() ? LOOK_NANOS : 0;
        } catch (IOException | RuntimeException broken) { // whatever the store does, the drain goes on
            return failed(broken);
        }
    }

    private void keep(List<byte[]> batch, long begun) throws IOException {
        int misunderstood = store.keep(batch);
        spool.drained();
        keepNanos.addAndGet(nanoTime.getAsLong() - begun);
        lost.addAndGet(misunderstood);
        kept.addAndGet(batch.size() - misunderstood);
        if (waitNanos > 0) {
            waitNanos = 0;
            LOG.info("the ledger is written again; {} records are still to come", spool.waiting());
        }
    }

    private long failed(Exception broken) {
        failures.incrementAndGet();
        if (waitNanos == 0) {
            LOG.error("cannot write the ledger; records stay in the spool until it can be written again", broken);
        }
        waitNanos = Math.max(FIRST_WAIT_NANOS, Math.min(LONGEST_WAIT_NANOS, waitNanos * 2));
        return waitNanos - (long) (waitNanos * MOST_LESS * chance.getAsDouble());
    }

    /** Keeps what is there, and ends; what the store does not take in time stays in the spool. */
    void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(END_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.error("the ledger's store does not answer: what it did not take stays in the spool");
        }
    }
}
