package dev.pointsman.server.storage;

import dev.pointsman.ledger.PostgresAddress;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.LongSupplier;

/** Reads records out of a PostgreSQL database, {@value #FETCH} rows at a time. */
final class PostgresReader extends TableReader {
    private static final int FETCH = 64;

    private final PostgresDatabase database;

    PostgresReader(PostgresAddress address, LongSupplier nanoTime) {
        super(nanoTime, FETCH);
        this.database = new PostgresDatabase(address);
    }

    @Override
    Connection read() throws SQLException {
        return database.read();
    }

    @Override
    boolean nothingYet(Exception failure) {
        return failure instanceof SQLException broken && PostgresDatabase.is(PostgresDatabase.NO_SUCH_TABLE, broken);
    }

    @Override
    IOException told(SQLException failure) {
        return database.told(failure);
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
