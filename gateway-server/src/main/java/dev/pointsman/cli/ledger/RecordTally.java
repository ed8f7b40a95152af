package dev.pointsman.cli.ledger;

import dev.pointsman.ledger.LedgerReader;
import dev.pointsman.ledger.LineTime;
import org.jspecify.annotations.Nullable;

/** Counts the records of a time. */
final class RecordTally implements LedgerReader.Lines {
    private final long fromMillis;
    private final long toMillis;
    private long records;
    private long firstMillis = Long.MAX_VALUE;
    private long lastMillis = Long.MIN_VALUE;

    RecordTally(long fromMillis, long toMillis) {
        this.fromMillis = fromMillis;
        this.toMillis = toMillis;
    }

    @Override
    public void line(long number, @Nullable String line, boolean whole) {
        long at = line == null ? -1 : LineTime.millis(line);
        if (at >= fromMillis && at >= 0 && at < toMillis) {
            records++;
            firstMillis = Math.min(firstMillis, at);
            lastMillis = Math.max(lastMillis, at);
        }
    }

    long fromMillis() {
        return fromMillis;
    }

    long toMillis() {
        return toMillis;
    }

    long records() {
        return records;
    }

    /** Only where there are records. */
    long firstMillis() {
        return firstMillis;
    }

    long lastMillis() {
        return lastMillis;
    }
}
