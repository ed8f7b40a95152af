package dev.pointsman.cli.ledger;

import java.util.Locale;

/** What an export is written as. */
enum ExportFormat {
    /** The records as they are kept, one a line. */
    JSONL,
    /** Their main fields, one record a line, a line of names first. */
    CSV;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
