package dev.pointsman.report.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * When reports are made by themselves, and where they go.
 *
 * @param at time of the day from which the report of the day or week before is made; a week's on Monday
 * @param zone in which days begin
 * @param folder where files are written; null where they go to {@code webhook}
 * @param webhook where each is posted; null where they go to {@code folder}
 */
public record ReportSchedule(
        Every every,
        LocalTime at,
        ZoneId zone,
        @Nullable Path folder,
        @Nullable URI webhook,
        List<Format> formats) {
    /** How often. */
    public enum Every {
        DAY,
        WEEK;

        /** As a policy writes it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a report is written as. */
    public enum Format {
        HTML("text/html; charset=utf-8"),
        JSON("application/json"),
        TEXT("text/plain; charset=utf-8");

        private final String contentType;

        Format(String contentType) {
            this.contentType = contentType;
        }

        public String contentType() {
            return contentType;
        }

        /** End of the name of a file, without its dot. */
        public String ending() {
            return this == TEXT ? "txt" : name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A whole day or week.
     *
     * @param first its first day
     * @param from its first moment
     * @param to the first moment after
     */
    public record Period(LocalDate first, Instant from, Instant to) {}

    public ReportSchedule {
        formats = List.copyOf(formats);
    }

    /** The last period whose report is due: it is over, and {@code at} has been reached since. */
    public Period latest(Instant now) {
        ZonedDateTime local = now.atZone(zone);
        LocalDate end = local.toLocalTime().isBefore(at) ? local.toLocalDate().minusDays(1) : local.toLocalDate();
        if (every == Every.DAY) {
            return period(end.minusDays(1), end);
        }
        LocalDate monday = end.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        return period(monday.minusWeeks(1), monday);
    }

    private Period period(LocalDate first, LocalDate end) {
        return new Period(
                first,
                first.atStartOfDay(zone).toInstant(),
                end.atStartOfDay(zone).toInstant());
    }
}
