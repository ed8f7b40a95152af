package dev.pointsman.ledger.spool;

import dev.pointsman.api.json.JsonWriter;
import dev.pointsman.ledger.DecisionJson;
import dev.pointsman.ledger.DecisionRecord;
import dev.pointsman.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each record into a spool at once, on the thread that appends it, and from there to a store, on a thread of its own. When {@link #append}
 * returns, a kill of the process does not lose the record; only a full spool does, and that is counted.
 *
 * <p>Records are written into {@value #WRITERS} buffers that are kept: a thread takes one out of its place and puts it back, and makes a new one
 * where the place is empty.
 */
public final class SpooledLedger implements Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(SpooledLedger.class);
    private static final int WRITERS = 16;
    private static final int BUFFER = 8 * 1024;
    private static final int MOST_KEPT = 64 * 1024;

    private final LedgerSpool spool;
    private final RecordStore store;
    private final Drain drain;
    private final AtomicReferenceArray<JsonWriter> writers = new AtomicReferenceArray<>(WRITERS);
    private final AtomicLong lost = new AtomicLong();
    private final AtomicBoolean told = new AtomicBoolean();

    private SpooledLedger(LedgerSpool spool, RecordStore store, LongSupplier nanoTime) {
        this.spool = spool;
        this.store = store;
        this.drain = new Drain(spool, store, nanoTime);
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
    public void append(DecisionRecord record) {
        int place = (int) (Thread.currentThread().getId() & (WRITERS - 1));
        JsonWriter json = writers.getAndSet(place, null);
        if (json == null) {
            json = new JsonWriter(BUFFER);
        }
        boolean kept = false;
        try {
            json.reset();
            DecisionJson.write(record, json);
            kept = spool.append(json.buffer(), json.length());
        } catch (RuntimeException | InternalError broken) { // the latter where the disk under a mapped page fails
            if (!told.getAndSet(true)) {
                LOG.error("a record of the ledger could not be written", broken);
            }
        }
        if (!kept) {
            lost.incrementAndGet();
        }
        if (json.buffer().length <= MOST_KEPT) {
            writers.set(place, json);
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
