package dev.pointsman.server.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.LongSupplier;

/** Reads records out of an SQLite database, a row at a time, while the gateway writes it. */
final class SqliteReader extends TableReader {
    private final Path file;

    SqliteReader(Path file, LongSupplier nanoTime) {
        super(nanoTime, 0);
        this.file = file;
    }

    @Override
    Connection read() throws IOException, SQLException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        return SqliteDatabase.read(file);
    }

    @Override
    boolean nothingYet(Exception failure) {
        return failure instanceof NoSuchFileException;
    }

    @Override
    IOException told(SQLException failure) {
        return SqliteDatabase.told(file, failure);
    }

    /** With what stands in its log. */
    @Override
    public long sizeBytes() throws IOException {
        Path log = file.resolveSibling(file.getFileName() + "-wal");
        return Files.size(file) + (Files.exists(log) ? Files.size(log) : 0);
    }
}
