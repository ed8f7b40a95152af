package dev.pointsman.e2e.soak;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What clients sent in one round and what they saw of it, against what the ledger has of it. */
final class Accounts {
    /** How a reply ended for its client: as its framing and its form promise, before that, or not seen. */
    enum End {
        WHOLE,
        BROKEN,
        LEFT
    }

    /** A reply as its client saw it. */
    record Seen(int status, End end) {}

    private final Path ledger;
    private final Map<String, Seen> replies = new ConcurrentHashMap<>();
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicInteger unreadable = new AtomicInteger();
    private final AtomicInteger unknown = new AtomicInteger();
    private final List<String> strange = new ArrayList<>();
    private long lastRow;

    Accounts(Path ledger) {
        this.ledger = ledger;
    }

    /** A client has a reply, to its end or as far as it came. */
    void replied(String id, Seen seen) {
        if (replies.put(id, seen) != null) {
            wrong(id + " was given to two replies");
        }
    }

    /** A client left before it was told an id. */
    void left() {
        left.incrementAndGet();
    }

    /** A body that cannot be read was sent: beside its record a meter counts it. */
    void unreadable() {
        unreadable.incrementAndGet();
    }

    /** Somebody without a key that counts was refused: that comes to no record, and is counted by a meter. */
    void unknown() {
        unknown.incrementAndGet();
    }

    /** Something that must not be. */
    synchronized void wrong(String what) {
        strange.add(what);
    }

    int allUnreadable() {
        return unreadable.get();
    }

    int allUnknown() {
        return unknown.get();
    }

    /** Requests of this round that must each have one record. */
    int sent() {
        return replies.size() + left.get();
    }

    /** Records that were added since the last {@link #settle}. */
    long added() throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from records where rowid > " + lastRow)) {
            return row.getLong(1);
        }
    }

    /** Compares what the round sent with what was recorded, and begins the next; gives what does not agree. */
    List<String> settle() throws SQLException {
        int unnamed = 0;
        try (Connection connection = open();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select r.rowid, d.id, d.status, d.outcome from records r join decisions d on d.id = r.id where r.rowid > "
                                + lastRow + " order by r.rowid")) {
            while (rows.next()) {
                lastRow = rows.getLong(1);
                Seen seen = replies.remove(rows.getString(2));
                if (seen == null) {
                    unnamed++;
                } else {
                    compare(rows, seen);
                }
            }
        }
        replies.forEach((id, seen) -> wrong(id + " has no record: " + seen));
        if (unnamed != left.get()) {
            wrong(unnamed + " records without a reply, of " + left.get() + " clients that left before one");
        }
        replies.clear();
        left.set(0);
        return List.copyOf(strange);
    }

    private void compare(ResultSet row, Seen seen) throws SQLException {
        String outcome = row.getString(4);
        boolean status = row.getInt(3) == seen.status();
        boolean end = seen.status() != 200
                || switch (seen.end()) {
                    case WHOLE -> outcome.equals("complete");
                    case BROKEN -> !outcome.equals("complete");
                    case LEFT -> true;
                };
        if (!status || !end) {
            wrong(row.getString(2) + " is recorded as " + row.getInt(3) + " " + outcome + ", seen as " + seen);
        }
    }

    private Connection open() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + ledger);
    }
}
