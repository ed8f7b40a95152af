package dev.pointsman.server.reports;

import dev.pointsman.ledger.LedgerReader;
import dev.pointsman.report.Report;
import dev.pointsman.report.ReportFold;
import dev.pointsman.report.ReportJson;
import dev.pointsman.report.ReportPage;
import dev.pointsman.report.ReportText;
import dev.pointsman.report.settings.ReportSchedule;
import dev.pointsman.report.settings.ReportSettings;
import dev.pointsman.telemetry.GatewayMetrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the reports of a schedule, on a thread of its own. Which one was made last stands in a file beside the ledger: where the gateway was down when one was due it is
 * made up, the newest only. A new schedule begins with the next one. One that cannot be made or brought is tried again after {@link #WAITS}, then given up.
 *
 * <p>Written by its one thread; the numbers may be read by any.
 */
public final class ScheduledReports implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduledReports.class);
    private static final long LOOK_SECONDS = 20;
    private static final Duration[] WAITS = {
        Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofHours(1)
    };

    private final Supplier<ReportSettings> settings;
    private final LedgerReader ledger;
    private final Path last;
    private final Delivery delivery;
    private final Clock clock;
    private final Set<ReportSchedule.Format> delivered = EnumSet.noneOf(ReportSchedule.Format.class);
    private String under = "";
    private int failures;
    private Instant again = Instant.MIN;
    private final AtomicLong made = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile double lastMadeSeconds;
    private @Nullable ScheduledExecutorService thread;
    private @Nullable ScheduledFuture<?> looking;

    /**
     * Begins with {@link #start}.
     *
     * @param settings of the policy that is live
     * @param ledgerFile beside which it is kept what was made last
     */
    public ScheduledReports(Supplier<ReportSettings> settings, LedgerReader ledger, Path ledgerFile, Clock clock) {
        this(settings, ledger, ledgerFile, new FolderOrWebhook(), clock);
    }

    ScheduledReports(
            Supplier<ReportSettings> settings, LedgerReader ledger, Path ledgerFile, Delivery delivery, Clock clock) {
        this.settings = settings;
        this.ledger = ledger;
        this.last = ledgerFile.resolveSibling(ledgerFile.getFileName() + ".reports");
        this.delivery = delivery;
        this.clock = clock;
    }

    /** Looks every {@value #LOOK_SECONDS} seconds for what is due. */
    public ScheduledReports start(GatewayMetrics metrics) {
        metrics.count("pointsman.reports.made", "Scheduled reports that were made and brought", made::get);
        metrics.count("pointsman.reports.failures", "Attempts at a scheduled report that failed", failed::get);
        metrics.watch(
                "pointsman.reports.last.success",
                "Seconds since 1970 when a scheduled report was brought last; 0: not since the start",
                () -> lastMadeSeconds);
        ScheduledExecutorService own = Executors.newSingleThreadScheduledExecutor(ScheduledReports::ownThread);
        looking = own.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        thread = own;
        return this;
    }

    private static Thread ownThread(Runnable task) {
        Thread thread = new Thread(task, "pointsman-reports");
        thread.setDaemon(true);
        return thread;
    }

    /** Makes what is due, if anything is. */
    void look() {
        ReportSettings now = settings.get();
        ReportSchedule schedule = now.schedule();
        if (schedule == null || clock.instant().isBefore(again)) {
            return;
        }
        ReportSchedule.Period period = schedule.latest(clock.instant());
        String name = schedule.every().word() + "-" + period.first();
        try {
            if (due(schedule, name)) {
                make(now, schedule, period, name);
                remember(name);
                made.incrementAndGet();
                lastMadeSeconds = clock.millis() / 1e3;
                LOG.info("report {} made", name);
            }
        } catch (IOException | RuntimeException failure) {
            failed(name, failure);
        }
    }

    private boolean due(ReportSchedule schedule, String name) throws IOException {
        String before = Files.exists(last) ? Files.readString(last).strip() : "";
        if (!before.startsWith(schedule.every().word() + "-")) {
            remember(name);
            return false;
        }
        return before.compareTo(name) < 0;
    }

    private void remember(String name) throws IOException {
        Path folder = last.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.write(last, (name + "\n").getBytes(StandardCharsets.UTF_8));
        failures = 0;
        again = Instant.MIN;
    }

    private void make(ReportSettings now, ReportSchedule schedule, ReportSchedule.Period period, String name)
            throws IOException {
        if (!under.equals(name)) {
            under = name;
            delivered.clear();
        }
        long from = period.from().toEpochMilli();
        long to = period.to().toEpochMilli();
        ReportFold fold = new ReportFold(now, from, to, lines -> {});
        ledger.forEach(from, to, fold);
        Report report = fold.report();
        for (ReportSchedule.Format format : schedule.formats()) {
            if (!delivered.contains(format)) {
                delivery.deliver(schedule, format, "report-" + name + "." + format.ending(), text(report, format));
                delivered.add(format);
            }
        }
    }

    private static String text(Report report, ReportSchedule.Format format) {
        return switch (format) {
            case HTML -> new ReportPage(report).html();
            case JSON -> ReportJson.of(report) + "\n";
            case TEXT -> new ReportText(report).text();
        };
    }

    private void failed(String name, Exception failure) {
        failed.incrementAndGet();
        if (failures < WAITS.length) {
            again = clock.instant().plus(WAITS[failures]);
            failures++;
            LOG.warn("report {} cannot be made or brought; tried again at {}", name, again, failure);
            return;
        }
        LOG.error("report {} is given up after {} attempts", name, failures + 1, failure);
        try {
            remember(name);
        } catch (IOException unwritable) {
            again = clock.instant().plus(WAITS[WAITS.length - 1]);
            LOG.error("{} cannot be written: report {} will be tried again", last, name, unwritable);
        }
    }

    /** Reports that were made since the start. */
    long made() {
        return made.get();
    }

    /** Attempts that failed since the start. */
    long failures() {
        return failed.get();
    }

    /** Ends what is under way, at once. */
    @Override
    public void close() {
        if (looking != null && thread != null) {
            looking.cancel(true);
            thread.shutdownNow();
        }
    }
}
