package dev.pointsman.server.storage;

import dev.pointsman.ledger.LedgerReader;
import dev.pointsman.ledger.PostgresAddress;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Reads records out of a PostgreSQL database, {@value #FETCH} rows at a time. Each call has a connection of its own, for reading only. */
final class PostgresReader implements LedgerReader {
    private static final int FETCH = 64;
    private static final String HAS_TEXT = "select 1 from pg_attribute where attrelid = to_regclass('decisions')"
            + " and attname = 'prompt' and not attisdropped";

    private final PostgresDatabase database;
    private final LongSupplier nanoTime;
    private final boolean text;

    PostgresReader(PostgresAddress address, LongSupplier nanoTime) {
        this(new PostgresDatabase(address), nanoTime, false);
    }

    private PostgresReader(PostgresDatabase database, LongSupplier nanoTime, boolean text) {
        this.database = database;
        this.nanoTime = nanoTime;
        this.text = text;
    }

    @Override
    public LedgerReader withText() {
        return new PostgresReader(database, nanoTime, true);
    }

    private interface Rows {
        /** False ends the reading. */
        boolean row(ResultSet row) throws SQLException;
    }

    /** Each record that a query gives, in its order; whether all were read. */
    private boolean each(String query, List<?> values, Rows rows) throws SQLException {
        try (Connection connection = database.read();
                PreparedStatement select = connection.prepareStatement(query)) {
            select.setFetchSize(FETCH);
            for (int i = 0; i < values.size(); i++) {
                select.setObject(i + 1, values.get(i));
            }
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    if (!rows.row(found)) {
                        return false;
                    }
                }
            }
            return true;
        }
    }

    @Override
    public Found find(String id, long limitNanos) throws IOException {
        List<String> lines = new ArrayList<>();
        search("select record from decisions where id = ?", List.of(id), row -> lines.add(row.getString(1)));
        return new Found(lines, true);
    }

    @Override
    public Found newest(int count, Predicate<String> test, long limitNanos) throws IOException {
        if (count <= 0) {
            return new Found(List.of(), true);
        }
        long begun = nanoTime.getAsLong();
        List<String> lines = new ArrayList<>();
        boolean all = search("select record from decisions order by at desc", List.of(), row -> {
            String record = row.getString(1);
            if (test.test(record)) {
                lines.add(record);
            }
            return lines.size() < count && nanoTime.getAsLong() - begun <= limitNanos;
        });
        return new Found(lines, all);
    }

    /** As {@link #each}; where no gateway has made the table yet nothing is found. */
    private boolean search(String query, List<?> values, Rows rows) throws IOException {
        try {
            return each(query, values, rows);
        } catch (SQLException broken) {
            if (PostgresDatabase.is(PostgresDatabase.NO_SUCH_TABLE, broken)) {
                return true;
            }
            throw database.told(broken);
        }
    }

    @Override
    public void forEach(long fromMillis, long toMillis, Lines lines) throws IOException {
        long[] number = {0};
        try {
            boolean texts = text && !each(HAS_TEXT, List.of(), row -> false);
            each(
                    "select record" + (texts ? RecordText.COLUMNS : "")
                            + " from decisions where at >= ? and at < ? order by at",
                    List.of(fromMillis, toMillis),
                    row -> {
                        String record = texts ? RecordText.of(row) : row.getString(1);
                        lines.line(++number[0], record.length() > MOST_LINE_BYTES ? null : record, true);
                        return true;
                    });
        } catch (SQLException broken) {
            throw database.told(broken);
        }
    }

    @Override
    public long sizeBytes() throws IOException {
        try (Connection connection = database.read()) {
            return LedgerDays.sizeBytes(connection);
        } catch (SQLException broken) {
            throw database.told(broken);
        }
    }
}
