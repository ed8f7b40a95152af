package dev.pointsman.ledger;

/** Where decision records go. */
public interface Ledger extends AutoCloseable {
    /**
     * Takes a record; never blocks, never throws. May be called on any thread. When it returns, the record is safe from the end of the process, or counted
     * as lost.
     */
    void append(DecisionRecord record);

    /** Records refused because there was no room, or lost because they could not be written. */
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
