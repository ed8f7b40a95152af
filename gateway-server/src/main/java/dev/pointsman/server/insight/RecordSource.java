package dev.pointsman.server.insight;

import dev.pointsman.config.Units;
import dev.pointsman.ledger.LedgerReader;
import dev.pointsman.ledger.RecentDecisions;
import dev.pointsman.server.admin.AdminProblem;
import dev.pointsman.server.admin.AdminRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The records of a time, for figures: from the ledger, or where the policy keeps none, what is at hand in memory. A reading ends after {@link #LONGEST},
 * with a problem that says so: half of a time would tell half of the truth.
 */
public final class RecordSource {
    private static final Duration LONGEST = Duration.ofSeconds(20);

    /** At first, and after so many lines, the clock is looked at. */
    private static final int LOOK = 256;

    private final RecentDecisions recent;
    private final @Nullable LedgerReader ledger;
    private final InstantSource clock;
    private final LongSupplier nanoTime;

    /** @param ledger null where the policy keeps none */
    public RecordSource(
            RecentDecisions recent, @Nullable LedgerReader ledger, InstantSource clock, LongSupplier nanoTime) {
        this.recent = recent;
        this.ledger = ledger;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** From a moment to before another. */
    public record Time(long fromMillis, long toMillis) {}

    /** What {@code since} and {@code until} of a request ask for; a day where it says nothing. */
    Time time(AdminRequest request) {
        String since = request.query("since");
        String until = request.query("until");
        long from = since == null ? moment("since", "24h") : moment("since", since);
        return new Time(from, until == null ? Long.MAX_VALUE : moment("until", until));
    }

    private long moment(String name, String text) {
        if (text.equals("all")) {
            return 0;
        }
        Duration back = Units.duration(text);
        if (back != null) {
            return clock.instant().minus(back).toEpochMilli();
        }
        try {
            return text.length() == "2026-11-21".length()
                    ? LocalDate.parse(text)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                            .toEpochMilli()
                    : Instant.parse(text).toEpochMilli();
        } catch (DateTimeParseException neither) {
            throw new AdminProblem(
                    400,
                    "query parameter " + name
                            + ": expected a time such as 24h or 7d, a day such as 2026-11-21, a moment such as"
                            + " 2026-11-21T06:00:00Z, or all");
        }
    }

    /** Where records come from: {@code ledger} or {@code memory}. */
    String word() {
        return ledger == null ? "memory" : "ledger";
    }

    /** Passes on all records of a time, the oldest first. Blocks. */
    void read(Time time, LedgerReader.Lines lines) {
        if (ledger == null) {
            List<String> newest = recent.newest(RecentDecisions.MOST, any -> true);
            for (int i = newest.size() - 1; i >= 0; i--) {
                lines.line(newest.size() - i, newest.get(i), true);
            }
            return;
        }
        long begun = nanoTime.getAsLong();
        try {
            ledger.forEach(time.fromMillis(), time.toMillis(), (number, line, whole) -> {
                if (number % LOOK == 0 && nanoTime.getAsLong() - begun > LONGEST.toNanos()) {
                    throw new AdminProblem(
                            503,
                            "the records of that time are too many to be read in " + LONGEST.toSeconds()
                                    + " s: ask for less time, or use gateway report or gateway replay");
                }
                lines.line(number, line, whole);
            });
        } catch (IOException unreadable) {
            throw new AdminProblem(503, "the ledger cannot be read: " + unreadable.getMessage());
        }
    }
}
