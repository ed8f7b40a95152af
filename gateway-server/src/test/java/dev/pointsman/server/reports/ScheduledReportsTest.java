package dev.pointsman.server.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.pointsman.ledger.LedgerFile;
import dev.pointsman.report.settings.Dimension;
import dev.pointsman.report.settings.ReportSchedule;
import dev.pointsman.report.settings.ReportSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduledReportsTest {
    private final List<String> brought = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-28T12:00:00Z");
    private boolean broken;

    @TempDir
    private Path folder;

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    @BeforeEach
    void ledger() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String day : List.of("2026-11-27", "2026-11-28", "2026-11-29", "2026-11-29", "2026-11-30")) {
            lines.append("{\"id\":\"a\",\"at\":")
                    .append(Instant.parse(day + "T10:00:00Z").toEpochMilli())
                    .append(",\"end\":\"complete\"}\n");
        }
        Files.writeString(folder.resolve("ledger.jsonl"), lines);
    }

    private ReportSettings settings(URI webhook) {
        ReportSchedule schedule = new ReportSchedule(
                ReportSchedule.Every.DAY,
                LocalTime.of(6, 0),
                ZoneOffset.UTC,
                webhook == null ? folder.resolve("reports") : null,
                webhook,
                List.of(ReportSchedule.Format.TEXT, ReportSchedule.Format.JSON));
        return new ReportSettings(List.of(), null, List.of(Dimension.MODEL), schedule);
    }

    private ScheduledReports reports() {
        Path file = folder.resolve("ledger.jsonl");
        return new ScheduledReports(() -> settings(null), new LedgerFile(file, () -> 0), file, this::bring, clock);
    }

    private void bring(ReportSchedule schedule, ReportSchedule.Format format, String name, String text)
            throws IOException {
        if (broken && format == ReportSchedule.Format.JSON) {
            throw new IOException("no room");
        }
        brought.add(name + " " + text.lines().findFirst().orElse(""));
    }

    @Test
    void aScheduleBeginsWithTheNextReport() {
        ScheduledReports reports = reports();
        reports.look();
        now = Instant.parse("2026-11-29T05:59:59Z");
        reports.look();
        assertThat(brought).isEmpty();

        now = Instant.parse("2026-11-29T06:00:00Z");
        reports.look();
        reports.look();

        assertThat(brought)
                .containsExactly(
                        "report-day-2026-11-28.txt requests      1 from 2026-11-28T10:00:00Z to 2026-11-28T10:00:00Z",
                        "report-day-2026-11-28.json {");
        assertThat(reports.made()).isEqualTo(1);
    }

    @Test
    void whatWasDueWhileTheGatewayWasDownIsMadeUpOnceTheNewestOnly() {
        reports().look();
        now = Instant.parse("2026-11-30T22:00:00Z");

        reports().look();
        reports().look();

        assertThat(brought).hasSize(2);
        assertThat(brought.get(0)).startsWith("report-day-2026-11-29.txt requests      2 from");
    }

    @Test
    void whatCannotBeBroughtIsTriedAgainLaterWithoutWhatCame() {
        ScheduledReports reports = reports();
        reports.look();
        now = Instant.parse("2026-11-29T06:00:00Z");
        broken = true;
        reports.look();
        now = now.plusSeconds(59);
        reports.look();
        assertThat(reports.failures()).isEqualTo(1);

        broken = false;
        now = now.plusSeconds(1);
        reports.look();

        assertThat(brought).hasSize(2);
        assertThat(brought.get(1)).startsWith("report-day-2026-11-28.json");
        assertThat(reports.made()).isEqualTo(1);
    }

    @Test
    void whatFailsFiveTimesIsGivenUp() {
        ScheduledReports reports = reports();
        reports.look();
        now = Instant.parse("2026-11-29T06:00:00Z");
        broken = true;
        for (int i = 0; i < 10; i++) {
            reports.look();
            now = now.plus(Duration.ofHours(1));
        }
        assertThat(reports.failures()).isEqualTo(5);

        broken = false;
        reports.look();
        now = Instant.parse("2026-11-30T06:00:00Z");
        reports.look();

        assertThat(brought).hasSize(3);
        assertThat(brought.get(2)).startsWith("report-day-2026-11-29.json");
    }

    @Test
    void filesComeIntoTheFolder() throws IOException {
        new FolderOrWebhook().deliver(settings(null).schedule(), ReportSchedule.Format.TEXT, "report-x.txt", "hello");

        assertThat(folder.resolve("reports/report-x.txt")).hasContent("hello");
        try (var files = Files.list(folder.resolve("reports"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void anAddressIsPostedToAndItsRefusalIsToldWithoutItsPath() throws IOException {
        List<String> posted = new ArrayList<>();
        int[] status = {204};
        HttpServer hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext("/", exchange -> {
            posted.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("content-type") + " "
                    + exchange.getRequestHeaders().getFirst("x-report") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(status[0], -1);
            exchange.close();
        });
        hook.start();
        try {
            URI address = URI.create("http://127.0.0.1:" + hook.getAddress().getPort() + "/secret");
            ReportSchedule schedule = settings(address).schedule();
            new FolderOrWebhook().deliver(schedule, ReportSchedule.Format.JSON, "report-x.json", "{}");
            status[0] = 500;

            assertThat(posted).containsExactly("POST /secret application/json report-x.json {}");
            assertThatThrownBy(() ->
                            new FolderOrWebhook().deliver(schedule, ReportSchedule.Format.JSON, "report-x.json", "{}"))
                    .hasMessage("127.0.0.1 answered with status 500");
        } finally {
            hook.stop(0);
        }
    }
}
