package dev.pointsman.server.storage;

import dev.pointsman.ledger.spool.RecordStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps records in an SQLite database: a transaction a batch. A record whose id is there is passed over. Where a batch fails (disk full, locked by
 * another program, damaged) the connection is given up, and the next try opens the file anew.
 *
 * <p>Records older than the policy's {@code storage.keep} are removed {@value #SOME} at a time; their pages are used again, the file does not
 * shrink. Texts are removed as many at a time, after a time of their own.
 */
final class SqliteStore implements RecordStore {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteStore.class);
    private static final int SOME = 500;
    private static final long TIDY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Path file;
    private final Duration keep;
    private final Duration keepText;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final RecordColumns columns = new RecordColumns();
    private @Nullable Connection connection;
    private @Nullable PreparedStatement insert;
    private volatile long size;

    private SqliteStore(Path file, Duration keep, Duration keepText, Clock clock, LongSupplier nanoTime) {
        this.file = file;
        this.keep = keep;
        this.keepText = keepText;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /**
     * Opens (or creates, with its folders) the database.
     *
     * @throws IOException with a message for the operator
     */
    static SqliteStore open(Path file, Duration keep, Duration keepText, Clock clock, LongSupplier nanoTime)
            throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        SqliteStore store = new SqliteStore(file, keep, keepText, clock, nanoTime);
        try {
            store.connection();
            store.measure();
            return store;
        } catch (SQLException broken) {
            throw SqliteDatabase.told(file, broken);
        }
    }

    private Connection connection() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = SqliteDatabase.write(file);
            connection = open;
        }
        return open;
    }

    private PreparedStatement insert(Connection open) throws SQLException {
        PreparedStatement prepared = insert;
        if (prepared == null) {
            StringBuilder names = new StringBuilder();
            for (RecordColumns.Column column : RecordColumns.Column.values()) {
                names.append(column.title()).append(", ");
            }
            int count = RecordColumns.Column.values().length;
            prepared = open.prepareStatement("insert or ignore into decisions(" + names + "record) values("
                    + "?, ".repeat(count) + "cast(? as text))");
            insert = prepared;
        }
        return prepared;
    }

    @Override
    public int keep(List<byte[]> lines) throws IOException {
        try {
            Connection open = connection();
            PreparedStatement prepared = insert(open);
            int misunderstood = 0;
            for (byte[] line : lines) {
                if (columns.read(line)) {
                    prepared.setBytes(columns.bind(prepared), columns.record());
                    prepared.executeUpdate();
                } else {
                    misunderstood++;
                }
            }
            open.commit();
            return misunderstood;
        } catch (SQLException broken) {
            giveUp();
            throw SqliteDatabase.told(file, broken);
        }
    }

    @Override
    public void tidy() throws IOException {
        measure();
        try {
            repeat(
                    "delete from decisions where rowid in (select rowid from decisions where at < ? order by at limit "
                            + SOME + ")",
                    keep);
            repeat(
                    "update decisions set prompt = null, reply = null where rowid in (select rowid from decisions where ("
                            + SqliteDatabase.WITH_TEXT + ") and at < ? order by at limit " + SOME + ")",
                    keepText);
        } catch (SQLException broken) {
            giveUp();
            throw SqliteDatabase.told(file, broken);
        }
    }

    /** A change of some rows that are older than that, until there are no more or it has taken long enough. */
    private void repeat(String change, Duration age) throws SQLException {
        long before = clock.millis() - age.toMillis();
        long begun = nanoTime.getAsLong();
        Connection open = connection();
        try (PreparedStatement statement = open.prepareStatement(change)) {
            int changed;
            do {
                statement.setLong(1, before);
                changed = statement.executeUpdate();
                open.commit();
            } while (changed == SOME && nanoTime.getAsLong() - begun < TIDY_NANOS);
        }
    }

    private void measure() throws IOException {
        Path log = file.resolveSibling(file.getFileName() + "-wal");
        size = Files.size(file) + (Files.exists(log) ? Files.size(log) : 0);
    }

    @Override
    public long sizeBytes() {
        return size;
    }

    /** The connection may be of no more use: what it began is rolled back. */
    private void giveUp() {
        Connection open = connection;
        connection = null;
        insert = null;
        if (open != null) {
            try (open) {
                open.rollback();
            } catch (SQLException gone) {
                LOG.debug("the connection to {} was no longer of use", file, gone);
            }
        }
    }

    @Override
    public void close() throws IOException {
        Connection open = connection;
        connection = null;
        insert = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (SQLException broken) {
            throw SqliteDatabase.told(file, broken);
        }
    }
}
