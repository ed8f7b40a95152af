package dev.pointsman.server.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Predicate;
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

    /** The table that records are written to; {@code decisions} is for those who read. */
    static final String RECORDS = "records";

    /** Rows that hold a text, as the index of them has it; from version {@value #TEXT_VERSION} on. */
    static final String WITH_TEXT = "prompt is not null or reply is not null";

    private static final int TEXT_VERSION = 2;

    /** A change of the tables. */
    private interface Step {
        void take(Connection connection) throws SQLException;
    }

    /** Those of each version, from 1 on. */
    private static final List<Step> STEPS = List.of(
            connection -> {
                run(connection, table("decisions", column -> !column.ofText()));
                indexes(connection, "decisions");
            },
            connection -> {
                run(
                        connection,
                        "alter table decisions add column prompt text",
                        "alter table decisions add column reply text");
                textIndex(connection, "decisions");
            },
            SqliteDatabase::drawn);

    private SqliteDatabase() {}

    private static String table(String name, Predicate<RecordColumns.Column> with) {
        StringJoiner columns = new StringJoiner(", ", "create table " + name + "(", ", record text not null)");
        for (RecordColumns.Column column : RecordColumns.Column.values()) {
            if (with.test(column)) {
                columns.add(column.declaration());
            }
        }
        return columns.toString();
    }

    private static void indexes(Connection connection, String table) throws SQLException {
        run(
                connection,
                "create unique index decisions_id on " + table + "(id)",
                "create index decisions_at on " + table + "(at)");
    }

    private static void textIndex(Connection connection, String table) throws SQLException {
        run(connection, "create index decisions_text on " + table + "(at) where " + WITH_TEXT);
    }

    /**
     * What the record has anyway is no longer written twice: {@code decisions} is a view, which draws it from there when it is asked for. What a
     * database holds beside its records already stays, and comes before what is drawn.
     */
    private static void drawn(Connection connection) throws SQLException {
        boolean anew = isEmpty(connection);
        if (anew) {
            run(connection, "drop table decisions", table(RECORDS, column -> column.path() == null));
            indexes(connection, RECORDS);
            textIndex(connection, RECORDS);
        } else {
            run(connection, "alter table decisions rename to " + RECORDS);
        }
        StringJoiner columns = new StringJoiner(", ", "create view decisions as select ", ", record from " + RECORDS);
        for (RecordColumns.Column column : RecordColumns.Column.values()) {
            String title = column.title();
            if (column.path() == null) {
                columns.add(title);
            } else {
                columns.add((anew ? drawn(column) : "coalesce(" + title + ", " + drawn(column) + ")") + " as " + title);
            }
        }
        run(connection, columns.toString());
    }

    private static boolean isEmpty(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select 1 from decisions limit 1")) {
            return !row.next();
        }
    }

    /** Of a record that is no JSON nothing is drawn: it must not fail what is asked of the others. */
    private static String drawn(RecordColumns.Column column) {
        String function = column == RecordColumns.Column.ATTEMPTS ? "json_array_length" : "json_extract";
        return "case when json_valid(record) then " + function + "(record, '" + column.path() + "') end";
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
        if (version > STEPS.size()) {
            throw new SQLException("it was written by a newer version of the gateway (schema " + version
                    + ", this one knows " + STEPS.size() + ")");
        }
        for (int next = version; next < STEPS.size(); next++) {
            STEPS.get(next).take(connection);
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
