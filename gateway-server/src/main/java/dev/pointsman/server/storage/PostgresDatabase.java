package dev.pointsman.server.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import dev.pointsman.ledger.PostgresAddress;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The ledger's database on a PostgreSQL server: how it is reached, and its tables, which Flyway makes from the files in {@code postgres/} beside
 * this class. A connection asks for the password anew, so that a rotated one is used.
 */
final class PostgresDatabase {
    static final String UNIQUE_VIOLATION = "23505";
    static final String NO_SUCH_TABLE = "42P01";
    static final String LOCK_TIMEOUT = "55P03";

    private static final String[][] USUAL = {
        {"ApplicationName", "pointsman"},
        {"connectTimeout", "5"},
        {"socketTimeout", "30"},
        {"tcpKeepAlive", "true"},
    };
    private static final long LOCK = 0x506f696e74736eL; // "Pointsn": no other program's, nor that of the days
    private static final int MOST_CONNECTIONS = 2;
    private static final int WAIT_MILLIS = 5_000;
    private static final int CHECK_MILLIS = 2_000;

    private final PostgresAddress address;
    private final PGSimpleDataSource source = new PGSimpleDataSource();

    PostgresDatabase(PostgresAddress address) {
        this.address = address;
        source.setURL(url(address));
    }

    private static String url(PostgresAddress address) {
        String name = URLEncoder.encode(address.database(), StandardCharsets.UTF_8);
        StringBuilder url = new StringBuilder("jdbc:postgresql://" + address.hosts() + "/" + name + "?");
        for (String[] each : USUAL) {
            if (!("&" + address.parameters()).contains("&" + each[0] + "=")) {
                url.append(each[0]).append('=').append(each[1]).append('&');
            }
        }
        return url.append(address.parameters()).toString();
    }

    private @Nullable String password() {
        PostgresAddress.Password password = address.password();
        return password == null ? null : password.secret().reveal();
    }

    /** A connection of its own, for reading only, in a transaction. */
    Connection read() throws SQLException {
        Connection connection = source.getConnection(address.user(), password());
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        return connection;
    }

    /** Connections for one writer; none is opened before it is asked for, and the server may be away. */
    HikariDataSource pool() {
        HikariConfig config = new HikariConfig();
        config.setPoolName("pointsman-ledger");
        config.setDataSource(source);
        config.setCredentialsProvider(() -> Credentials.of(address.user(), password()));
        config.setAutoCommit(false);
        config.setMaximumPoolSize(MOST_CONNECTIONS);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(WAIT_MILLIS);
        config.setValidationTimeout(CHECK_MILLIS);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    /**
     * Makes the tables, or brings them to this version. Several gateways may do so at once: they take turns, since Flyway's own lock does not hold
     * before its table is there.
     */
    void migrate() throws SQLException {
        try (Connection turn = source.getConnection(address.user(), password());
                Statement statement = turn.createStatement()) {
            turn.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(" + LOCK + ")");
            migrateAlone();
            turn.commit();
        }
    }

    private void migrateAlone() {
        PGSimpleDataSource own = new PGSimpleDataSource();
        own.setURL(url(address));
        own.setUser(address.user());
        own.setPassword(password());
        Flyway.configure(PostgresDatabase.class.getClassLoader())
                .dataSource(own)
                .locations("classpath:dev/pointsman/server/storage/postgres")
                .table("pointsman_schema_history")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }

    /** Whether the server refused a value, rather than having failed: the same again would be refused again. */
    static boolean refusedValue(SQLException broken) {
        String state = broken.getSQLState();
        return state != null && state.startsWith("22");
    }

    static boolean is(String state, SQLException broken) {
        return state.equals(broken.getSQLState());
    }

    /** What went wrong, for an operator. */
    IOException told(Exception broken) {
        SQLException cause = deepest(broken);
        String state = cause == null || cause.getSQLState() == null ? "" : cause.getSQLState();
        String what = state.startsWith("08")
                ? "the server cannot be reached"
                : state.startsWith("28")
                        ? "the server refuses the user or the password"
                        : switch (state) {
                            case "3D000" -> "there is no such database";
                            case "42501" -> "the user lacks a right that the ledger needs";
                            case "53100" -> "the server's disk is full";
                            case "53300" -> "the server has no connection left";
                            case "57P01", "57P02", "57P03" -> "the server is stopping or starting";
                            case "25006" -> "the server takes no changes: it is a standby";
                            case NO_SUCH_TABLE -> "no gateway has made its tables yet";
                            default -> String.valueOf((cause == null ? broken : cause).getMessage());
                        };
        return new IOException("ledger " + address + ": " + what, broken);
    }

    /** The one at the end of the causes; null where there is none. */
    static @Nullable SQLException deepest(Throwable broken) {
        SQLException found = null;
        for (Throwable each = broken; each != null; each = each.getCause()) {
            if (each instanceof SQLException sql) {
                found = sql;
            }
        }
        return found;
    }
}
