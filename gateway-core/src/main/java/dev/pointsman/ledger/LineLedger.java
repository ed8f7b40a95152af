package dev.pointsman.ledger;

/** Where records go once they are written as lines; as {@link Ledger} otherwise. */
public interface LineLedger extends AutoCloseable {
    /** Takes a line without its end; never blocks, never throws. The array is the caller's again when it returns. */
    void append(byte[] line, int length);

    /** Lines refused because there was no room, or lost because they could not be kept. */
    long lost();

    @Override
    void close();

    /** Keeps nothing. */
    LineLedger NONE = new LineLedger() {
        @Override
        public void append(byte[] line, int length) {}

        @Override
        public long lost() {
            return 0;
        }

        @Override
        public void close() {}
    };
}
