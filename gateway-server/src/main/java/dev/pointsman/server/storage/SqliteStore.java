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
import java.util.Collections;
import java.util.List;
import java.util.StringJoiner;
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
    /** Rows of one statement: what a statement costs beside its rows is then a twentieth of all. */
    private static final int ROWS = 16;

    private static final int BATCH = 16 * ROWS;

    private static final long TIDY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Inserts of one row, and of {@value #ROWS}. */
    private record Inserts(PreparedStatement one, PreparedStatement many) {}

    private final Path file;
    private final Duration keep;
    private final Duration keepText;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final RecordColumns columns = new RecordColumns();
    private @Nullable Connection connection;
    private @Nullable Inserts inserts;
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

    private Inserts inserts(Connection open) throws SQLException {
        Inserts prepared = inserts;
        if (prepared == null) {
            prepared = new Inserts(open.prepareStatement(insert(1)), open.prepareStatement(insert(ROWS)));
            inserts = prepared;
        }
        return prepared;
    }

    private static String insert(int rows) {
        StringJoiner names = new StringJoiner(", ", "(", ", record)");
        for (RecordColumns.Column column : RecordColumns.Column.values()) {
            if (column.path() == null) {
                names.add(column.title());
            }
        }
        String row = "(" + "?, ".repeat(RecordColumns.KEPT_COUNT) + "cast(? as text))";
        return "insert or ignore into " + SqliteDatabase.RECORDS + names + " values "
                + String.join(", ", Collections.nCopies(rows, row));
    }

    @Override
    public int keep(List<byte[]> lines) throws IOException {
        try {
            Connection open = connection();
            Inserts insert = inserts(open);
            int misunderstood = 0;
            int rows = 0;
            int left = 0; // the first line that is not inserted yet
            for (int i = 0; i < lines.size(); i++) {
                if (!columns.readKept(lines.get(i))) {
                    misunderstood++;
                } else if (bind(insert.many, rows++) == ROWS) {
                    insert.many.executeUpdate();
                    rows = 0;
                    left = i + 1;
                }
            }
            for (byte[] line : lines.subList(left, lines.size())) {
                if (columns.readKept(line)) {
                    bind(insert.one, 0);
                    insert.one.executeUpdate();
                }
            }
            open.commit();
            return misunderstood;
        } catch (SQLException broken) {
            giveUp();
            throw SqliteDatabase.told(file, broken);
        }
    }

    /** The line last read as the row of that number, from 0; gives the number of rows with it. */
    private int bind(PreparedStatement insert, int row) throws SQLException {
        int record = columns.bindKept(insert, row * (RecordColumns.KEPT_COUNT + 1) + 1);
        insert.setBytes(record, columns.record());
        return row + 1;
    }

    @Override
    public int most() {
        return BATCH;
    }

    @Override
    public void tidy() throws IOException {
        measure();
        try {
            repeat(
                    "delete from records where rowid in (select rowid from records where at < ? order by at limit "
                            + SOME + ")",
                    keep);
            repeat(
                    "update records set prompt = null, reply = null where rowid in (select rowid from records where ("
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
        inserts = null;
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
        inserts = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (SQLException broken) {
            throw SqliteDatabase.told(file, broken);
        }
    }
}
