package dev.pointsman.server.storage;

import dev.pointsman.ledger.LedgerReader;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Reads records out of the table {@code decisions} of a database, some rows at a time. Each call has a connection of its own, for reading only. */
abstract class TableReader implements LedgerReader {
    private final LongSupplier nanoTime;
    private final int fetch;

    /** @param fetch rows that the driver takes at once; 0 leaves it to the driver */
    TableReader(LongSupplier nanoTime, int fetch) {
        this.nanoTime = nanoTime;
        this.fetch = fetch;
    }

    private interface Rows {
        /** False ends the reading. */
        boolean row(String record) throws SQLException;
    }

    /** A new connection that cannot write. */
    abstract Connection read() throws IOException, SQLException;

    /** Whether it says that no gateway has made the table yet. */
    abstract boolean nothingYet(Exception failure);

    /** In words for a person. */
    abstract IOException told(SQLException failure);

    /** Each record that a query gives, in its order; whether all were read. */
    private boolean each(String query, List<?> values, Rows rows) throws IOException, SQLException {
        try (Connection connection = read();
                PreparedStatement select = connection.prepareStatement(query)) {
            select.setFetchSize(fetch);
            for (int i = 0; i < values.size(); i++) {
                select.setObject(i + 1, values.get(i));
            }
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    if (!rows.row(found.getString(1))) {
                        return false;
                    }
                }
            }
            return true;
        }
    }

    /** As {@link #each}; where no gateway has made the table yet nothing is found. */
    private boolean search(String query, List<?> values, Rows rows) throws IOException {
        try {
            return each(query, values, rows);
        } catch (SQLException broken) {
            if (nothingYet(broken)) {
                return true;
            }
            throw told(broken);
        } catch (IOException absent) {
            if (nothingYet(absent)) {
                return true;
            }
            throw absent;
        }
    }

    @Override
    public final Found find(String id, long limitNanos) throws IOException {
        List<String> lines = new ArrayList<>();
        search("select record from decisions where id = ?", List.of(id), lines::add);
        return new Found(lines, true);
    }

    @Override
    public final Found newest(int count, Predicate<String> test, long limitNanos) throws IOException {
        if (count <= 0) {
            return new Found(List.of(), true);
        }
        long begun = nanoTime.getAsLong();
        List<String> lines = new ArrayList<>();
        boolean all = search("select record from decisions order by at desc", List.of(), record -> {
            if (test.test(record)) {
                lines.add(record);
            }
            return lines.size() < count && nanoTime.getAsLong() - begun <= limitNanos;
        });
        return new Found(lines, all);
    }

    @Override
    public final void forEach(long fromMillis, long toMillis, Lines lines) throws IOException {
        long[] number = {0};
        try {
            each(
                    "select record from decisions where at >= ? and at < ? order by at",
                    List.of(fromMillis, toMillis),
                    record -> {
                        lines.line(++number[0], record.length() > MOST_LINE_BYTES ? null : record, true);
                        return true;
                    });
        } catch (SQLException broken) {
            throw told(broken);
        }
    }
}
