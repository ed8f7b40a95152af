package dev.pointsman.server.storage;

import dev.pointsman.ledger.PostgresAddress;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A PostgreSQL server of the test's own, from Maven's artifacts, on a free port of this machine; it can be stopped and started. */
public final class RunningPostgres implements AutoCloseable {
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final Path folder;
    private final int port;
    private EmbeddedPostgres server;

    private RunningPostgres(Path folder, EmbeddedPostgres server) {
        this.folder = folder;
        this.port = server.getPort();
        this.server = server;
    }

    /** Starts one that keeps its files there. */
    public static RunningPostgres in(Path folder) throws IOException {
        return new RunningPostgres(folder, start(folder, 0));
    }

    private static EmbeddedPostgres start(Path folder, int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("postgres"))
                .setOverrideWorkingDirectory(folder.resolve("binaries").toFile())
                .setCleanDataDirectory(false)
                .setPort(port)
                .setPGStartupWait(Duration.ofMinutes(2)) // two may start at once
                .setServerConfig("fsync", "off")
                .start();
    }

    public void stop() throws IOException {
        server.close();
    }

    public void startAgain() throws IOException {
        server = start(folder, port);
    }

    /** A new, empty database. */
    public PostgresAddress database() throws SQLException {
        String name = "test" + NAMES.incrementAndGet();
        query("postgres", "create database " + name);
        return new PostgresAddress("postgres", "127.0.0.1:" + port, name, "", null);
    }

    /** From now on the server asks this user for a password; it asks no other. */
    void askForPasswordOf(String user) throws IOException, SQLException {
        Path rules = folder.resolve("postgres/pg_hba.conf");
        Files.writeString(rules, "host all " + user + " all scram-sha-256\n" + Files.readString(rules));
        query("postgres", "select pg_reload_conf()");
    }

    /** Rows of a query, their values parted by bars; nothing where it gives none. */
    public List<String> query(PostgresAddress database, String sql) throws SQLException {
        return query(database.database(), sql);
    }

    private List<String> query(String database, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = server.getDatabase("postgres", database).getConnection();
                Statement statement = connection.createStatement()) {
            if (statement.execute(sql)) {
                ResultSet found = statement.getResultSet();
                while (found.next()) {
                    rows.add(row(found));
                }
            }
        }
        return rows;
    }

    private static String row(ResultSet found) throws SQLException {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
            row.append(i > 1 ? "|" : "").append(found.getString(i));
        }
        return row.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
