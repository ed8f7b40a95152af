package dev.pointsman.policy;

import dev.pointsman.config.ConfigNode;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The moment of a policy test: {@code "23:30 Europe/Berlin"} on some week day, or a whole date and time with its offset. */
final class TestTime {
    private static final LocalDate A_MONDAY = LocalDate.of(2026, 1, 5);

    private TestTime() {}

    /** Noon UTC on a Monday where neither is given. */
    static Instant from(@Nullable ConfigNode time, @Nullable ConfigNode weekday) {
        LocalDate day = weekday == null
                ? A_MONDAY
                : A_MONDAY.plusDays(dayOfWeek(weekday).getValue() - 1L);
        if (time == null) {
            return day.atTime(12, 0).toInstant(ZoneOffset.UTC);
        }
        String text = time.text().strip();
        try {
            if (text.length() > 5 && text.charAt(4) == '-') {
                return OffsetDateTime.parse(text).toInstant();
            }
            int space = text.indexOf(' ');
            LocalTime hour = LocalTime.parse(space < 0 ? text : text.substring(0, space));
            ZoneId zone = space < 0
                    ? ZoneOffset.UTC
                    : ZoneId.of(text.substring(space + 1).strip());
            return day.atTime(hour).atZone(zone).toInstant();
        } catch (DateTimeException notATime) {
            if (time.isScalar()) {
                time.problem("expected a time such as \"23:30 Europe/Berlin\" or 2026-01-05T23:30:00+01:00 but found \""
                        + text + "\"");
            }
            return day.atTime(12, 0).toInstant(ZoneOffset.UTC);
        }
    }

    private static DayOfWeek dayOfWeek(ConfigNode node) {
        String text = node.text().toLowerCase(Locale.ROOT);
        for (DayOfWeek day : DayOfWeek.values()) {
            String name = day.name().toLowerCase(Locale.ROOT);
            if (text.length() >= 3 && name.startsWith(text)) {
                return day;
            }
        }
        if (node.isScalar()) {
            node.problem("expected a day such as mon or tuesday but found \"" + text + "\"");
        }
        return DayOfWeek.MONDAY;
    }
}
