package dev.pointsman.quota;

import dev.pointsman.config.Units;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Over how long something is counted. For money a {@code day}, {@code week} or {@code month} is that of the calendar in UTC, a week beginning
 * on Monday; everything else slides.
 *
 * @param word as a policy writes it: {@code min}, {@code 24h}
 * @param length of what slides; a month slides over 30 days
 * @param calendar null where money slides, too
 */
public record Window(String word, Duration length, @Nullable Calendar calendar) {
    /** Periods of the calendar. */
    public enum Calendar {
        DAY,
        WEEK,
        MONTH;

        /** Its day of 1970-01-01 plus so many, at which the period of a moment begins; a number that grows by period. */
        public long start(long millis) {
            LocalDate day = day(millis);
            return switch (this) {
                case DAY -> day.toEpochDay();
                case WEEK -> day.minusDays(day.getDayOfWeek().getValue() - 1L).toEpochDay();
                case MONTH -> day.withDayOfMonth(1).toEpochDay();
            };
        }

        /** Unix time in milliseconds at which that period ends. */
        public long endMillis(long start) {
            LocalDate first = LocalDate.ofEpochDay(start);
            LocalDate next = switch (this) {
                case DAY -> first.plusDays(1);
                case WEEK -> first.plusWeeks(1);
                case MONTH -> first.plusMonths(1);
            };
            return next.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        }

        private static LocalDate day(long millis) {
            return Instant.ofEpochMilli(millis).atZone(ZoneOffset.UTC).toLocalDate();
        }
    }

    private static final Duration LONGEST = Duration.ofDays(366);
    private static final Map<String, Window> NAMED = Map.of(
            "s", new Window("s", Duration.ofSeconds(1), null),
            "min", new Window("min", Duration.ofMinutes(1), null),
            "hour", new Window("hour", Duration.ofHours(1), null),
            "day", new Window("day", Duration.ofDays(1), Calendar.DAY),
            "week", new Window("week", Duration.ofDays(7), Calendar.WEEK),
            "month", new Window("month", Duration.ofDays(30), Calendar.MONTH));

    /** Null where the text is none. */
    static @Nullable Window of(String text) {
        Window named = NAMED.get(text);
        if (named != null) {
            return named;
        }
        boolean digits = !text.isEmpty() && Character.isDigit(text.charAt(0));
        Duration length = digits ? Units.duration(text) : null;
        return length == null || length.isZero() || length.compareTo(LONGEST) > 0
                ? null
                : new Window(text, length, null);
    }
}
