package dev.pointsman.cli.ledger;

import dev.pointsman.ledger.LedgerReader;
import java.io.IOException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The records of a ledger without the texts of prompts and replies, also where they stand in its lines. */
final class WithoutText implements LedgerReader {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String FIELD = "text";

    private final LedgerReader ledger;

    WithoutText(LedgerReader ledger) {
        this.ledger = ledger;
    }

    private static String without(String line) {
        if (!line.contains("\"" + FIELD + "\":{")) {
            return line;
        }
        try {
            JsonNode record = JSON.readTree(line);
            return record instanceof ObjectNode object && object.remove(FIELD) != null ? object.toString() : line;
        } catch (JacksonException foreign) { // no record: whoever reads it finds that out
            return line;
        }
    }

    @Override
    public Found find(String id, long limitNanos) throws IOException {
        return without(ledger.find(id, limitNanos));
    }

    @Override
    public Found newest(int count, Predicate<String> test, long limitNanos) throws IOException {
        return without(ledger.newest(count, test, limitNanos));
    }

    private static Found without(Found found) {
        return new Found(found.lines().stream().map(WithoutText::without).toList(), found.finished());
    }

    @Override
    public void forEach(long fromMillis, long toMillis, Lines lines) throws IOException {
        ledger.forEach(fromMillis, toMillis, (number, line, whole) -> lines.line(number, textless(line), whole));
    }

    private static @Nullable String textless(@Nullable String line) {
        return line == null ? null : without(line);
    }

    @Override
    public long sizeBytes() throws IOException {
        return ledger.sizeBytes();
    }
}
