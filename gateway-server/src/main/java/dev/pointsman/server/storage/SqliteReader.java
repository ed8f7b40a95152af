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
    private final boolean text;

    SqliteReader(Path file, LongSupplier nanoTime) {
        this(file, nanoTime, false);
    }

    private SqliteReader(Path file, LongSupplier nanoTime, boolean text) {
        this.file = file;
        this.nanoTime = nanoTime;
        this.text = text;
    }

    @Override
    public LedgerReader withText() {
        return new SqliteReader(file, nanoTime, true);
    }

    private interface Rows {
        /** False ends the reading. */
        boolean row(ResultSet row) throws SQLException;
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
                    if (!rows.row(found)) {
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
        each("select record from decisions where id = ?", List.of(id), row -> lines.add(row.getString(1)));
        return new Found(lines, true);
    }

    @Override
    public Found newest(int count, Predicate<String> test, long limitNanos) throws IOException {
        if (!Files.exists(file) || count <= 0) {
            return new Found(List.of(), true);
        }
        long begun = nanoTime.getAsLong();
        List<String> lines = new ArrayList<>();
        boolean all = each("select record from decisions order by at desc", List.of(), row -> {
            String record = row.getString(1);
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
        boolean texts = text && hasText();
        each(
                "select record" + (texts ? RecordText.COLUMNS : "")
                        + " from decisions where at >= ? and at < ? order by at",
                List.of(fromMillis, toMillis),
                row -> {
                    String record = texts ? RecordText.of(row) : row.getString(1);
                    lines.line(++number[0], record.length() > MOST_LINE_BYTES ? null : record, true);
                    return true;
                });
    }

    private boolean hasText() throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        try (Connection connection = SqliteDatabase.read(file)) {
            return SqliteDatabase.hasText(connection);
        } catch (SQLException broken) {
            throw SqliteDatabase.told(file, broken);
        }
    }

    /** With what stands in its log. */
    @Override
    public long sizeBytes() throws IOException {
        Path log = file.resolveSibling(file.getFileName() + "-wal");
        return Files.size(file) + (Files.exists(log) ? Files.size(log) : 0);
    }
}
