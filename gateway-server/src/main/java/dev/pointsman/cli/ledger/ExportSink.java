package dev.pointsman.cli.ledger;

import java.io.Closeable;
import java.io.IOException;
import tools.jackson.databind.JsonNode;

/** Takes the records of an export, one after the other; the file is whole once it is closed. */
interface ExportSink extends Closeable {
    /**
     * One record.
     *
     * @param line as it is kept
     */
    void record(JsonNode record, String line) throws IOException;
}
