package dev.pointsman.server.storage;

import dev.pointsman.ledger.LedgerReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Reads records out of an SQLite database, a row at a time, while the gateway writes it. Each call has a connection of its own. */
final class SqliteReader implements LedgerReader {
    private final Path file;
    private final LongSupplier nanoTime;

    SqliteReader(Path file, LongSupplier nanoTime) {
        this.file = file;
        this.nanoTime = nanoTime;
    }

    private interface Rows {
        /** False ends the reading. */
        boolean row(String record) throws SQLException;
    }

    /** Each record that a query gives, in its order; whether all were read. */
    private boolean each(String query, List<?> values, Rows rows) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        try (Connection connection = SqliteDatabase.read(file);
                PreparedStatement select = connection.prepareStatement(query)) {
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
        } catch (SQLException broken) {
            throw SqliteDatabase.told(file, broken);
        }
    }

    @Override
    public Found find(String id, long limitNanos) throws IOException {
        List<String> lines = new ArrayList<>();
        each("select record from decisions where id = ?", List.of(id), lines::add);
        return new Found(lines, true);
    }

    @Override
    public Found newest(int count, Predicate<String> test, long limitNanos) throws IOException {
        if (!Files.exists(file) || count <= 0) {
            return new Found(List.of(), true);
        }
        long begun = nanoTime.getAsLong();
        List<String> lines = new ArrayList<>();
        boolean all = each("select record from decisions order by at desc", List.of(), record -> {
            if (test.test(record)) {
                lines.add(record);
            }
            return lines.size() < count && nanoTime.getAsLong() - begun <= limitNanos;
        });
        return new Found(lines, all);
    }

    @Override
    public void forEach(long fromMillis, long toMillis, Lines lines) throws IOException {
        long[] number = {0};
        each(
                "select record from decisions where at >= ? and at < ? order by at",
                List.of(fromMillis, toMillis),
                record -> {
                    lines.line(++number[0], record.length() > MOST_LINE_BYTES ? null : record, true);
                    return true;
                });
    }
}
