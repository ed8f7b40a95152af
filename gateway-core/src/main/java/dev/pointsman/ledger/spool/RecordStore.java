package dev.pointsman.ledger.spool;

import java.io.IOException;
import java.util.List;

/** Where the spool's records are kept for good. Used by one thread, which may block; a batch that fails is handed over again, as it was. */
public interface RecordStore extends AutoCloseable {
    /**
     * Keeps a batch, all of it or nothing; a record whose id is kept already is passed over.
     *
     * @param lines records as lines of JSON in UTF-8, without their ends, in the order in which they came
     * @return how many could not be understood, and so are lost
     * @throws IOException where it cannot be kept now: disk full, store locked or gone
     */
    int keep(List<byte[]> lines) throws IOException;

    /** The most records of a batch. A smaller one is gone before the collector has to keep it, a larger one is fewer round trips. */
    default int most() {
        return 1_024;
    }

    /** Small work that is due now and then, such as removing a few records that are too old; at most once a second, when records are kept up with. */
    default void tidy() throws IOException {}

    /** Bytes that it takes, as of late; may be called on any thread. */
    long sizeBytes();

    @Override
    void close() throws IOException;
}
