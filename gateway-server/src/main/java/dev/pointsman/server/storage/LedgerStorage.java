package dev.pointsman.server.storage;

import dev.pointsman.ledger.LedgerFile;
import dev.pointsman.ledger.LedgerPlace;
import dev.pointsman.ledger.LedgerReader;
import dev.pointsman.ledger.spool.JsonLinesStore;
import dev.pointsman.ledger.spool.LedgerSpool;
import dev.pointsman.ledger.spool.RecordStore;
import dev.pointsman.ledger.spool.SpooledLedger;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;

/** Opens a ledger where a policy says: for writing, by the one gateway that writes it, or for reading. */
public final class LedgerStorage {
    private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private LedgerStorage() {}

    /**
     * For writing; begins with what an earlier process left in the spool.
     *
     * @param place anything but none
     * @param keep how long records stay in a database
     * @throws IOException with a message for the operator
     */
    public static SpooledLedger write(LedgerPlace place, Duration keep, Clock clock, LongSupplier nanoTime)
            throws IOException {
        RecordStore store = switch (place.kind()) {
            case SQLITE -> sqlite(place, keep, clock, nanoTime);
            case JSON_LINES -> JsonLinesStore.open(place.file(), nanoTime);
            case NONE -> throw new IllegalArgumentException("place: none (expected: a ledger)");
        };
        try {
            return SpooledLedger.open(place.spool(), LedgerSpool.Limits.USUAL, store, nanoTime);
        } catch (IOException unusable) {
            store.close();
            throw unusable;
        }
    }

    private static RecordStore sqlite(LedgerPlace place, Duration keep, Clock clock, LongSupplier nanoTime)
            throws IOException {
        SqliteDatabase.unpackInto(place.spool().resolve("native"));
        return SqliteStore.open(place.file(), keep, clock, nanoTime);
    }

    /** For reading, while it may be written. */
    public static LedgerReader read(LedgerPlace place, LongSupplier nanoTime) {
        return switch (place.kind()) {
            case SQLITE -> new SqliteReader(place.file(), nanoTime);
            case JSON_LINES -> new LedgerFile(place.file(), nanoTime);
            case NONE -> throw new IllegalArgumentException("place: none (expected: a ledger)");
        };
    }

    /** What a file is that somebody names: a database by its first bytes, else lines of JSON. */
    public static LedgerPlace of(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return LedgerPlace.jsonLines(file);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(SQLITE.length);
            return Arrays.equals(start, SQLITE) ? LedgerPlace.sqlite(file) : LedgerPlace.jsonLines(file);
        }
    }
}
