package dev.pointsman.server.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions of table {@code decisions}, one a day of UTC: {@code decisions_20261130}. They are made {@value #AHEAD} days ahead, and for a late
 * record of a day that is still to be kept; one whose whole day is older is dropped. Which day it is the server's clock says, so that one gateway
 * with a wrong clock drops nothing. Texts are removed from records of a time of their own, some at a time.
 *
 * <p>Several gateways may make and drop at once: each does it in a transaction under the same advisory lock. A partition is attached, and not
 * created in place, since that lets the others write on.
 */
final class LedgerDays {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerDays.class);
    private static final int AHEAD = 2;
    private static final long LOCK = 0x506f696e74736dL; // "Pointsm": no other program's
    private static final String PARTITIONS = "from pg_inherits where inhparent = 'decisions'::regclass";

    private static final int SOME = 5_000;
    private static final int MOST_TIMES = 20;
    private static final String FORGET =
            "update decisions set prompt = null, reply = null where (id, at) in (select id, at from decisions"
                    + " where (prompt is not null or reply is not null) and at < ? limit " + SOME
                    + " for update skip locked)";

    private final Duration keep;
    private final Duration keepText;
    private final Set<Long> known = new HashSet<>();
    private long oldest;

    LedgerDays(Duration keep, Duration keepText) {
        this.keep = keep;
        this.keepText = keepText;
    }

    /** Start of the oldest day that is kept, in milliseconds since 1970; as of the last {@link #turn}. */
    long oldestMillis() {
        return oldest * CopyRows.DAY_MILLIS;
    }

    /** What is known of the partitions may be wrong: it is asked for again. */
    void forget() {
        known.clear();
    }

    /** Makes the partitions that these days lack; commits. */
    void cover(Connection connection, Set<Long> days) throws SQLException {
        if (known.containsAll(days)) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_xact_lock(" + LOCK + ")");
            for (long day : days) {
                if (!known.contains(day) && !exists(connection, day)) {
                    statement.execute("create table " + name(day)
                            + " (like decisions including defaults including constraints including storage)");
                    statement.execute("alter table decisions attach partition " + name(day) + " for values from ("
                            + day * CopyRows.DAY_MILLIS + ") to (" + (day + 1) * CopyRows.DAY_MILLIS + ")");
                }
            }
        }
        connection.commit();
        known.addAll(days);
    }

    private static boolean exists(Connection connection, long day) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select to_regclass(?) is not null")) {
            select.setString(1, name(day));
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Makes those of today and the next days, and drops those that are too old; now and then. Commits. */
    void turn(Connection connection) throws SQLException {
        long now = number(connection, "select (extract(epoch from now()) * 1000)::bigint");
        long today = Math.floorDiv(now, CopyRows.DAY_MILLIS);
        oldest = Math.max(0, Math.floorDiv(now - keep.toMillis(), CopyRows.DAY_MILLIS));
        Set<Long> next = new HashSet<>();
        for (long day = today; day <= today + AHEAD; day++) {
            next.add(day);
        }
        cover(connection, next);
        drop(connection);
        forgetTexts(connection, now - keepText.toMillis());
    }

    /** Those of records from before; at most {@value #MOST_TIMES} times {@value #SOME} at a turn. */
    private static void forgetTexts(Connection connection, long beforeMillis) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(FORGET)) {
            int changed = SOME;
            for (int i = 0; i < MOST_TIMES && changed == SOME; i++) {
                update.setLong(1, beforeMillis);
                changed = update.executeUpdate();
                connection.commit();
            }
        }
    }

    /** Where somebody reads for long it is not waited for: the next turn tries again. */
    private void drop(Connection connection) throws SQLException {
        String last = name(oldest);
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local lock_timeout = '1s'");
            statement.execute("select pg_advisory_xact_lock(" + LOCK + ")");
            Set<String> old = new HashSet<>();
            try (ResultSet rows = statement.executeQuery("select inhrelid::regclass::text " + PARTITIONS)) {
                while (rows.next()) {
                    String name = rows.getString(1);
                    if (name.length() == last.length() && name.compareTo(last) < 0) {
                        old.add(name);
                    }
                }
            }
            for (String name : old) {
                statement.execute("drop table " + name);
            }
            connection.commit();
            if (!old.isEmpty()) {
                known.removeIf(day -> day < oldest);
                LOG.info("{} days of the ledger are older than it keeps records, and were dropped", old.size());
            }
        } catch (SQLException locked) {
            if (!PostgresDatabase.is(PostgresDatabase.LOCK_TIMEOUT, locked)) {
                throw locked;
            }
            connection.rollback();
            LOG.debug("a day of the ledger is read and could not be dropped yet", locked);
        }
    }

    /** Bytes of all partitions and their indexes. */
    static long sizeBytes(Connection connection) throws SQLException {
        return number(connection, "select coalesce(sum(pg_total_relation_size(inhrelid)), 0) " + PARTITIONS);
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static String name(long day) {
        return "decisions_" + DateTimeFormatter.BASIC_ISO_DATE.format(LocalDate.ofEpochDay(day));
    }
}
