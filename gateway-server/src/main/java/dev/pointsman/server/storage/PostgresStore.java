package dev.pointsman.server.storage;

import com.zaxxer.hikari.HikariDataSource;
import dev.pointsman.ledger.PostgresAddress;
import dev.pointsman.ledger.spool.RecordStore;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.flywaydb.core.api.FlywayException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps records in a PostgreSQL database that other gateways may write, too. A batch is one {@code COPY} into the table; where one of its records is
 * there already, which is so after a commit whose answer was lost or after a kill, it goes through a temporary table instead, and what is there is
 * passed over. A record that the server refuses for its text is found by halving the batch, and counted as not understood.
 *
 * <p>Nothing is asked of the server before the first batch, or the first {@link #tidy}: the gateway starts without it. Partitions are looked after
 * once a minute.
 */
final class PostgresStore implements RecordStore {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresStore.class);
    private static final long TURN_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final String COLUMNS = columns();

    private final PostgresDatabase database;
    private final LongSupplier nanoTime;
    private final HikariDataSource pool;
    private final LedgerDays days;
    private final CopyRows rows = new CopyRows();
    private boolean migrated;
    private boolean turned;
    private boolean refused;
    private long turnedAt;
    private volatile long size;

    PostgresStore(PostgresAddress address, Duration keep, Duration keepText, LongSupplier nanoTime) {
        this.database = new PostgresDatabase(address);
        this.nanoTime = nanoTime;
        this.pool = database.pool();
        this.days = new LedgerDays(keep, keepText);
    }

    private static String columns() {
        StringJoiner names = new StringJoiner(", ", "(", ", record)");
        for (RecordColumns.Column column : RecordColumns.Column.values()) {
            names.add(column.title());
        }
        return names.toString();
    }

    /** Something to do with the database. */
    private interface Work {
        void with(Connection connection) throws SQLException;
    }

    @Override
    public int keep(List<byte[]> lines) throws IOException {
        try {
            onTurn();
            return insert(lines);
        } catch (SQLException | FlywayException broken) {
            throw failed(broken);
        }
    }

    @Override
    public void tidy() throws IOException {
        try {
            onTurn();
        } catch (SQLException | FlywayException broken) {
            throw failed(broken);
        }
    }

    private void onTurn() throws SQLException {
        long now = nanoTime.getAsLong();
        if (turned && now - turnedAt < TURN_NANOS) {
            return;
        }
        if (!migrated) {
            database.migrate();
            migrated = true;
        }
        run(connection -> {
            days.turn(connection);
            size = LedgerDays.sizeBytes(connection);
            connection.commit();
        });
        turned = true;
        turnedAt = now;
    }

    /** A connection that fails in any way but for a value is not used again. */
    private void run(Work work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            try {
                work.with(connection);
            } catch (SQLException broken) {
                if (!PostgresDatabase.refusedValue(broken)) {
                    pool.evictConnection(connection);
                }
                throw broken;
            }
        }
    }

    private int insert(List<byte[]> lines) throws SQLException {
        rows.take(lines, days.oldestMillis());
        int misunderstood = rows.misunderstood();
        if (rows.days().isEmpty()) {
            return misunderstood;
        }
        try {
            run(this::write);
            return misunderstood;
        } catch (SQLException broken) {
            if (!PostgresDatabase.refusedValue(broken)) {
                throw broken;
            }
            if (lines.size() == 1) {
                tellRefused(broken);
                return 1;
            }
        }
        int half = lines.size() / 2;
        return insert(lines.subList(0, half)) + insert(lines.subList(half, lines.size()));
    }

    private void write(Connection connection) throws SQLException {
        days.cover(connection, rows.days());
        try {
            copy(connection, "decisions");
        } catch (SQLException broken) {
            if (!PostgresDatabase.is(PostgresDatabase.UNIQUE_VIOLATION, broken)) {
                throw broken;
            }
            connection.rollback();
            copyWhatIsNew(connection);
        }
        connection.commit();
    }

    private void copyWhatIsNew(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create temporary table incoming (like decisions) on commit drop");
            copy(connection, "incoming");
            statement.execute("insert into decisions " + COLUMNS + " select "
                    + COLUMNS.substring(1, COLUMNS.length() - 1) + " from incoming on conflict do nothing");
        }
    }

    private void copy(Connection connection, String table) throws SQLException {
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + table + COLUMNS + " from stdin (format binary)");
        try {
            copy.writeToCopy(rows.bytes(), 0, rows.length());
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private void tellRefused(SQLException broken) {
        if (!refused) {
            refused = true;
            LOG.error("the ledger's database refuses a record, and will others like it: they are lost", broken);
        }
    }

    private IOException failed(Exception broken) {
        days.forget();
        turned = false;
        SQLException cause = PostgresDatabase.deepest(broken);
        if (cause != null && PostgresDatabase.is(PostgresDatabase.NO_SUCH_TABLE, cause)) {
            migrated = false;
        }
        return database.told(broken);
    }

    @Override
    public long sizeBytes() {
        return size;
    }

    @Override
    public void close() {
        pool.close();
    }
}
