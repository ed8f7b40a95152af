package dev.pointsman.e2e.traces;

import static dev.pointsman.e2e.traces.CollectorStandIn.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pointsman.e2e.peers.RunningGateway;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SentMetricsTest {
    private static final String POLICY = """
            providers: { fine: { type: echo } }
            models: { small: fine/small }
            telemetry: { metrics: { endpoint: "%s", every: 1s } }
            """;

    private final CollectorStandIn collector = new CollectorStandIn();

    @AfterEach
    void stop() {
        collector.close();
    }

    @Test
    void theMetersOfAScrapeGoToTheCollectorByTheirDottedNames() throws IOException, InterruptedException {
        String scrape;
        try (var gateway = RunningGateway.start(POLICY.formatted(collector.url()))) {
            assertThat(ask(gateway)).isEqualTo(200);
            await().until(() -> collector.metrics().containsKey("gen_ai.server.request.duration"));
            scrape = gateway.get(gateway.adminUrl() + "/metrics").body();
        }

        Map<String, Metric> metrics = collector.metrics();
        Metric duration = metrics.get("gen_ai.server.request.duration");
        assertThat(duration.getUnit()).isEqualTo("s");
        HistogramDataPoint point = duration.getHistogram().getDataPoints(0);
        assertThat(point.getCount()).isEqualTo(1);
        assertThat(point.getSum()).isPositive();
        assertThat(point.getBucketCountsCount()).isEqualTo(point.getExplicitBoundsCount() + 1);
        assertThat(point.getBucketCountsList().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(1);
        assertThat(point.getExplicitBounds(0)).isEqualTo(0.01);
        assertThat(values(point.getAttributesList()))
                .containsEntry("gen_ai.request.model", "small")
                .doesNotContainKey("error.type");
        assertThat(metrics.get("gen_ai.client.token.usage").getUnit()).isEqualTo("{token}");
        assertThat(metrics.get("pointsman.retries").getSum().getIsMonotonic()).isTrue();
        assertThat(metrics.get("pointsman.connections.client").hasGauge()).isTrue();
        long scraped = scrape.lines()
                .filter(line -> line.startsWith("# TYPE ") && !line.contains("_max "))
                .count();
        assertThat(metrics).hasSize((int) scraped);
    }

    @Test
    void whatACollectorDoesNotTakeIsCountedAndNothingElse() throws IOException, InterruptedException {
        collector.answering(503);
        try (var gateway = RunningGateway.start(POLICY.formatted(collector.url()))) {
            await().until(() -> gateway.get(gateway.adminUrl() + "/metrics")
                    .body()
                    .lines()
                    .anyMatch(line -> line.matches("pointsman_metrics_export_failures_total [1-9].*")));
            assertThat(ask(gateway)).isEqualTo(200);
            collector.answering(200);
            await().until(() -> collector.metrics().containsKey("gen_ai.server.request.duration"));
        }
    }

    private static int ask(RunningGateway gateway) throws IOException, InterruptedException {
        return gateway.post(
                        "/v1/chat/completions",
                        "{\"model\":\"small\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")
                .statusCode();
    }
}
