package dev.pointsman.server.telemetry;

import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.sdk.metrics.data.MetricData;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the meters to a collector, again and again, by a thread of its own. What one call does not bring the next one does: all is told since the start. */
final class MetricExport implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MetricExport.class);
    private static final long NANOS = 1_000_000L;
    private static final long LAST_WORD_MILLIS = 2_000;

    private final OtlpHttpMetricExporter exporter;
    private final MeterReadings readings;
    private final Duration every;
    private final Clock clock;
    private final long waitMillis;
    private final LongAdder failures = new LongAdder();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "pointsman-metrics");

    MetricExport(Collector collector, MeterReadings readings, Duration every, Clock clock) {
        this.exporter = OtlpHttpMetricExporter.builder()
                .setEndpoint(collector.endpoint().toString())
                .setHeaders(collector.headers())
                .setTimeout(collector.timeout())
                .setConnectTimeout(collector.timeout())
                .setRetryPolicy(null)
                .setCompression(collector.compressed() ? "gzip" : "none")
                .setMeterProvider(MeterProvider.noop())
                .build();
        this.readings = readings;
        this.every = every;
        this.clock = clock;
        this.waitMillis = collector.timeout().toMillis() + 1_000;
    }

    MetricExport start() {
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    /** Calls to the collector that came to nothing. */
    long failures() {
        return failures.sum();
    }

    private void run() {
        boolean away = false;
        try {
            while (!closing.await(every.toNanos(), TimeUnit.NANOSECONDS)) {
                boolean failed = !sent();
                if (failed && !away) {
                    LOG.warn("metrics cannot be brought to the collector; they are tried again every {}", every);
                }
                away = failed;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        sent();
        exporter.shutdown();
    }

    private boolean sent() {
        boolean sent = false;
        try {
            Collection<MetricData> now = readings.at(clock.millis() * NANOS);
            sent = exporter.export(now).join(waitMillis, TimeUnit.MILLISECONDS).isSuccess();
        } catch (RuntimeException defect) {
            LOG.error("metrics could not be read", defect);
        }
        if (!sent) {
            failures.increment();
        }
        return sent;
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(LAST_WORD_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
