package dev.pointsman.server.reports;

import dev.pointsman.report.settings.ReportSchedule;
import java.io.IOException;

/** Brings a report to where a schedule says. Blocks; never on an event loop. */
interface Delivery {
    /**
     * One form of one report.
     *
     * @param name of its file: {@code report-day-2026-11-29.html}
     * @throws IOException where it has not come there; it may be tried again
     */
    void deliver(ReportSchedule schedule, ReportSchedule.Format format, String name, String text) throws IOException;
}
