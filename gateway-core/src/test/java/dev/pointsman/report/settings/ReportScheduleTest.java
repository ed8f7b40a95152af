package dev.pointsman.report.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportScheduleTest {
    private static ReportSchedule schedule(ReportSchedule.Every every) {
        return new ReportSchedule(
                every,
                LocalTime.of(6, 0),
                ZoneId.of("Europe/Berlin"),
                Path.of("reports"),
                null,
                List.of(ReportSchedule.Format.HTML));
    }

    private static String latest(ReportSchedule.Every every, String now) {
        ReportSchedule.Period period = schedule(every).latest(Instant.parse(now));
        return period.first() + " " + period.from() + " " + period.to();
    }

    @Test
    void aDayIsDueFromItsTimeOnTheNextDay() {
        assertThat(latest(ReportSchedule.Every.DAY, "2026-11-30T04:59:59Z"))
                .isEqualTo("2026-11-28 2026-11-27T23:00:00Z 2026-11-28T23:00:00Z");
        assertThat(latest(ReportSchedule.Every.DAY, "2026-11-30T05:00:00Z"))
                .isEqualTo("2026-11-29 2026-11-28T23:00:00Z 2026-11-29T23:00:00Z");
    }

    @Test
    void aDayOfTheChangeOfTheClocksIsAsLongAsItIs() {
        assertThat(latest(ReportSchedule.Every.DAY, "2026-10-26T12:00:00Z"))
                .isEqualTo("2026-10-25 2026-10-24T22:00:00Z 2026-10-25T23:00:00Z");
    }

    @Test
    void aWeekIsDueFromItsTimeOnMonday() {
        assertThat(latest(ReportSchedule.Every.WEEK, "2026-11-30T04:59:59Z"))
                .isEqualTo("2026-11-16 2026-11-15T23:00:00Z 2026-11-22T23:00:00Z");
        assertThat(latest(ReportSchedule.Every.WEEK, "2026-11-30T05:00:00Z"))
                .isEqualTo("2026-11-23 2026-11-22T23:00:00Z 2026-11-29T23:00:00Z");
        assertThat(latest(ReportSchedule.Every.WEEK, "2026-12-03T05:00:00Z")).startsWith("2026-11-23 ");
    }
}
