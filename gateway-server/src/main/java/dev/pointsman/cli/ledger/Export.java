package dev.pointsman.cli.ledger;

import dev.pointsman.ledger.LedgerReader;
import dev.pointsman.ledger.LineTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.LongConsumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Writes records one after the other; one at a time is in memory. What is no record is passed over and counted. */
final class Export {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int STEP = 10_000;

    private final long fromMillis;
    private final long toMillis;
    private final LongConsumer progress;
    private long records;
    private long passedOver;

    Export(long fromMillis, long toMillis, LongConsumer progress) {
        this.fromMillis = fromMillis;
        this.toMillis = toMillis;
        this.progress = progress;
    }

    void run(LedgerReader reader, ExportSink sink) throws IOException {
        try {
            reader.forEach(fromMillis, toMillis, (number, line, whole) -> {
                if (line == null) {
                    passedOver++;
                } else if (LineTime.within(line, fromMillis, toMillis)) {
                    record(line, sink);
                }
            });
        } catch (UncheckedIOException full) {
            throw full.getCause();
        }
        progress.accept(records);
    }

    private void record(String line, ExportSink sink) {
        JsonNode record;
        try {
            record = JSON.readTree(line);
        } catch (JacksonException foreign) { // counted, and told at the end
            passedOver++;
            return;
        }
        if (!record.path("id").isString() || !record.path("at").isNumber()) {
            passedOver++;
            return;
        }
        try {
            sink.record(record, line);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
        if (++records % STEP == 0) {
            progress.accept(records);
        }
    }

    long records() {
        return records;
    }

    /** Lines that are no records. */
    long passedOver() {
        return passedOver;
    }
}
