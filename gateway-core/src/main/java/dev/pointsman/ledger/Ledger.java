package dev.pointsman.ledger;

/** Where decision records go. */
public interface Ledger extends AutoCloseable {
    /** Takes a record for writing; never blocks. May be called on any thread. A record it cannot take is counted, never silently lost. */
    void append(DecisionRecord record);

    /** Records refused because the queue was full, or lost because writing failed. */
    long lost();

    /** Writes what is queued and closes. */
    @Override
    void close();

    /** Keeps nothing: {@code storage.ledger: none}. */
    Ledger NONE = new Ledger() {
        @Override
        public void append(DecisionRecord record) {}

        @Override
        public long lost() {
            return 0;
        }

        @Override
        public void close() {}
    };
}
