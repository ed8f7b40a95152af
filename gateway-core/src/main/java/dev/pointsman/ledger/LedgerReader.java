package dev.pointsman.ledger;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads the records of a ledger, as lines of JSON, while it may be written. Blocks; never on an event loop. One thread at a time. */
public interface LedgerReader {
    /** Bytes of a line that is read; a longer one is none of the ledger's. */
    int MOST_LINE_BYTES = 1 << 20;

    /** Hears of each line, in order. */
    interface Lines {
        /**
         * One line.
         *
         * @param number from 1
         * @param line null where it is longer than {@value #MOST_LINE_BYTES} bytes
         * @param whole false where it is the last of a file and may still be written
         */
        void line(long number, @Nullable String line, boolean whole);
    }

    /**
     * What a search came to.
     *
     * @param lines newest first
     * @param finished false where the time was over before all was searched, or enough was found
     */
    record Found(List<String> lines, boolean finished) {
        public Found {
            lines = List.copyOf(lines);
        }
    }

    /** The line of a decision. */
    Found find(String id, long limitNanos) throws IOException;

    /** The newest lines that pass. */
    Found newest(int count, Predicate<String> test, long limitNanos) throws IOException;

    /**
     * Passes on all lines of a time, the oldest first, and may pass on others: {@link LineTime} tells them apart.
     *
     * @param fromMillis first moment, since 1970
     * @param toMillis first moment after
     * @throws IOException also where there is no such ledger
     */
    void forEach(long fromMillis, long toMillis, Lines lines) throws IOException;

    /** The same, whose {@link #forEach} tells the texts of the records too, where they are kept apart from them. */
    default LedgerReader withText() {
        return this;
    }

    /**
     * Bytes that the ledger takes.
     *
     * @throws IOException also where there is no such ledger
     */
    long sizeBytes() throws IOException;
}
