package dev.pointsman.server.storage;

import dev.pointsman.ledger.LedgerFile;
import dev.pointsman.ledger.LedgerPlace;
import dev.pointsman.ledger.LedgerReader;
import dev.pointsman.ledger.PostgresAddress;
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
import java.util.Objects;
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
     * @param keepText how long their texts do
     * @param spool how much may be on its way
     * @throws IOException with a message for the operator; a database server that is not there is none: it is waited for
     */
    public static SpooledLedger write(
            LedgerPlace place,
            Duration keep,
            Duration keepText,
            LedgerSpool.Limits spool,
            Clock clock,
            LongSupplier nanoTime)
            throws IOException {
        RecordStore store = switch (place.kind()) {
            case SQLITE -> sqlite(place, keep, keepText, clock, nanoTime);
            case JSON_LINES -> JsonLinesStore.open(place.file(), nanoTime);
            case POSTGRESQL -> new PostgresStore(address(place), keep, keepText, nanoTime);
            case NONE -> throw new IllegalArgumentException("place: none (expected: a ledger)");
        };
        try {
            return SpooledLedger.open(place.spool(), spool, store, nanoTime);
        } catch (IOException unusable) {
            store.close();
            throw unusable;
        }
    }

    private static RecordStore sqlite(
            LedgerPlace place, Duration keep, Duration keepText, Clock clock, LongSupplier nanoTime)
            throws IOException {
        SqliteDatabase.unpackInto(place.spool().resolve("native"));
        return SqliteStore.open(place.file(), keep, keepText, clock, nanoTime);
    }

    private static PostgresAddress address(LedgerPlace place) {
        return Objects.requireNonNull(place.database(), "the address of a ledger in PostgreSQL");
    }

    /** For reading, while it may be written. */
    public static LedgerReader read(LedgerPlace place, LongSupplier nanoTime) {
        return switch (place.kind()) {
            case SQLITE -> new SqliteReader(place.file(), nanoTime);
            case JSON_LINES -> new LedgerFile(place.file(), nanoTime);
            case POSTGRESQL -> new PostgresReader(address(place), nanoTime);
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
