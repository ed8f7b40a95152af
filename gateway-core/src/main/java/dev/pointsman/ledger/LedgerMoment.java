package dev.pointsman.ledger;

import dev.pointsman.config.Units;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** A moment of a ledger as people write it. */
public final class LedgerMoment {
    /** What is understood. */
    public static final String FORMS =
            "a time such as 24h, a day such as 2026-11-21, or a moment such as 2026-11-21T00:00:00Z";

    /** Form of a day. */
    private static final String DAY = "2026-11-21";

    private LedgerMoment() {}

    /** How far back from now, the beginning of a day (UTC), or a moment; null where it is none of these. */
    public static @Nullable Instant of(String text, Instant now) {
        Duration back = Units.duration(text);
        if (back != null) {
            return now.minus(back);
        }
        try {
            return text.length() == DAY.length()
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeParseException neither) {
            return null; // the caller knows where it was written, and tells
        }
    }
}
