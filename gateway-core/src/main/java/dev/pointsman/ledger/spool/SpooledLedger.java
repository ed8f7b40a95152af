package dev.pointsman.ledger.spool;

import dev.pointsman.ledger.LineLedger;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts each record into a spool at once, on the thread that appends it, and takes it from there to a store, on a thread of its own. When {@link #append}
 * returns, a kill of the process does not lose the record; only a full spool does, and that is counted.
 */
public final class SpooledLedger implements LineLedger {
    private static final Logger LOG = LoggerFactory.getLogger(SpooledLedger.class);
    private final LedgerSpool spool;
    private final RecordStore store;
    private final Drain drain;
    private final AtomicLong lost = new AtomicLong();
    private final AtomicBoolean told = new AtomicBoolean();

    private SpooledLedger(LedgerSpool spool, RecordStore store, LongSupplier nanoTime) {
        this.spool = spool;
        this.store = store;
        this.drain = new Drain(
                spool, store, nanoTime, () -> ThreadLocalRandom.current().nextDouble());
    }

    /**
     * Opens the spool, and begins with what is left there.
     *
     * @param store is closed with the ledger; where this fails it is the caller's still
     * @param nanoTime monotonic clock
     */
    public static SpooledLedger open(Path folder, LedgerSpool.Limits limits, RecordStore store, LongSupplier nanoTime)
            throws IOException {
        SpooledLedger ledger = new SpooledLedger(LedgerSpool.open(folder, limits), store, nanoTime);
        ledger.drain.start();
        return ledger;
    }

    @Override
    public void append(byte[] line, int length) {
        boolean kept = false;
        try {
            kept = spool.append(line, length);
        } catch (InternalError broken) { // the disk under a mapped page fails
            if (!told.getAndSet(true)) {
                LOG.error("a record of the ledger could not be written", broken);
            }
        }
        if (!kept) {
            lost.incrementAndGet();
        }
    }

    @Override
    public long lost() {
        return lost.get() + drain.lost();
    }

    /** Records in the spool that the store has not yet. */
    public long waiting() {
        return spool.waiting();
    }

    /** Records that the store has, since the start. */
    public long kept() {
        return drain.kept();
    }

    /** Tries to write to the store that failed. */
    public long failures() {
        return drain.failures();
    }

    /** Time that writing to the store took, altogether. */
    public long writeNanos() {
        return drain.keepNanos();
    }

    /** Bytes of the store. */
    public long storeBytes() {
        return store.sizeBytes();
    }

    /** Bytes of the spool's files. */
    public long spoolBytes() {
        return spool.sizeBytes();
    }

    @Override
    public void close() {
        drain.close();
        try (store;
                spool) {
            LOG.debug("the ledger is closed with {} records waiting", spool.waiting());
        } catch (IOException broken) {
            LOG.error("cannot close the ledger", broken);
        }
    }
}
