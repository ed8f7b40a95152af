package dev.pointsman.server.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.StringJoiner;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/**
 * The ledger's database file: how it is opened, and its tables. Written in WAL mode, so that others read while the gateway writes; pages of 16 kB,
 * since a record takes one to three.
 *
 * <p>The table {@code schema_version} holds a row for each step of {@link #STEPS} that was taken; a new version of the gateway appends steps and
 * never changes one.
 */
final class SqliteDatabase {
    private static final int PAGE_BYTES = 16 * 1024;
    private static final int BUSY_MILLIS = 2_000;
    private static final int LOG_PAGES = 1_000;
    private static final long LOG_BYTES = 64L << 20;
    private static final String NATIVE_FOLDER = "org.sqlite.tmpdir";

    /** Rows that hold a text, as the index of them has it; from version {@value #TEXT_VERSION} on. */
    static final String WITH_TEXT = "prompt is not null or reply is not null";

    private static final int TEXT_VERSION = 2;

    /** Statements of each version, from 1 on. */
    private static final String[][] STEPS = {
        {
            decisions(),
            "create unique index decisions_id on decisions(id)",
            "create index decisions_at on decisions(at)",
        },
        {
            "alter table decisions add column prompt text",
            "alter table decisions add column reply text",
            "create index decisions_text on decisions(at) where " + WITH_TEXT,
        },
    };

    private SqliteDatabase() {}

    private static String decisions() {
        StringJoiner columns = new StringJoiner(", ", "create table decisions(", ", record text not null)");
        for (RecordColumns.Column column : RecordColumns.Column.values()) {
            if (!column.ofText()) {
                columns.add(column.declaration());
            }
        }
        return columns.toString();
    }

    /**
     * Puts the driver's native library there instead of into the folder for temporary files, unless the command line says where; for the one
     * process that owns the folder. What a killed one left there is removed.
     */
    static void unpackInto(Path folder) throws IOException {
        if (System.getProperty(NATIVE_FOLDER) == null && System.getProperty("org.sqlite.lib.path") == null) {
            Files.createDirectories(folder);
            try (var left = Files.newDirectoryStream(folder)) {
                for (Path file : left) {
                    Files.delete(file);
                }
            }
            System.setProperty(NATIVE_FOLDER, folder.toAbsolutePath().toString());
        }
    }

    /**
     * For writing, in transactions: the driver begins the next one at each commit, and the file is locked only from its first change on. Made where
     * it is not there,
     * brought to this version where it is older.
     */
    static Connection write(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setBusyTimeout(BUSY_MILLIS);
        Connection connection = open(file, config);
        try {
            run(
                    connection,
                    "pragma page_size=" + PAGE_BYTES, // before the mode: a file in WAL mode keeps the size it has
                    "pragma journal_mode=wal",
                    "pragma wal_autocheckpoint=" + LOG_PAGES,
                    "pragma journal_size_limit=" + LOG_BYTES);
            connection.setAutoCommit(false);
            migrate(connection);
            return connection;
        } catch (SQLException broken) {
            connection.close();
            throw broken;
        }
    }

    /** For reading only, while another process may write. */
    static Connection read(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MILLIS);
        return open(file, config);
    }

    /** By the driver's own class: the usual way would load every driver on the class path. */
    private static Connection open(Path file, SQLiteConfig config) throws SQLException {
        config.setOpenMode(SQLiteOpenMode.NOMUTEX); // the driver locks each connection by itself
        return JDBC.createConnection("jdbc:sqlite:" + file, config.toProperties());
    }

    private static void migrate(Connection connection) throws SQLException {
        run(connection, "create table if not exists schema_version(version integer primary key, at text not null)");
        int version = version(connection);
        if (version > STEPS.length) {
            throw new SQLException("it was written by a newer version of the gateway (schema " + version
                    + ", this one knows " + STEPS.length + ")");
        }
        for (int next = version; next < STEPS.length; next++) {
            run(connection, STEPS[next]);
            run(connection, "insert into schema_version values(" + (next + 1) + ", datetime('now'))");
        }
        connection.commit();
    }

    /** Whether there are texts; not in a database that no newer gateway has written yet. */
    static boolean hasText(Connection connection) throws SQLException {
        return version(connection) >= TEXT_VERSION;
    }

    private static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select coalesce(max(version), 0) from schema_version")) {
            return row.getInt(1);
        }
    }

    private static void run(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    /** What went wrong, for an operator. */
    static IOException told(Path file, SQLException broken) {
        SQLiteErrorCode code = broken instanceof SQLiteException own ? own.getResultCode() : null;
        String what = code == null
                ? String.valueOf(broken.getMessage())
                : switch (code) {
                    case SQLITE_NOTADB -> "it is no SQLite database, or is damaged: restore it, or move it away";
                    case SQLITE_CORRUPT ->
                        "it is damaged: restore it, or move it away (sqlite3 FILE .recover saves most)";
                    case SQLITE_FULL -> "the disk is full";
                    case SQLITE_BUSY, SQLITE_LOCKED -> "another process has locked it";
                    case SQLITE_READONLY, SQLITE_CANTOPEN -> "it cannot be written";
                    default -> String.valueOf(broken.getMessage());
                };
        return new IOException("ledger " + file + ": " + what, broken);
    }
}
