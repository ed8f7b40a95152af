package dev.pointsman.server.telemetry;

import dev.pointsman.ledger.Ledger;
import dev.pointsman.telemetry.GatewayMetrics;
import dev.pointsman.tracing.Tracer;
import dev.pointsman.tracing.settings.TelemetrySettings;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** All that a collector is sent by a running gateway. There is none where nothing is sent, and then nothing of the library is loaded. */
public final class Telemetry implements AutoCloseable {
    /** The library's own words: addresses and bodies of a collector's replies. What failed is told by us, once. Held, as loggers are collected. */
    private static final Logger LIBRARY = Logger.getLogger("io.opentelemetry");

    private static final long NANOS = 1_000_000L;
    private static final String RESULTS = "pointsman.traces";
    private static final String RESULT_TEXT = "Kept traces by what became of them";

    private final GatewayMetrics metrics;
    private final Wanted wanted;
    private final Span.Origin origin;
    private @Nullable MetricExport export;

    private Telemetry(Wanted wanted, GatewayMetrics metrics, String version) {
        this.metrics = metrics;
        this.wanted = wanted;
        this.origin = new Span.Origin(
                resource(wanted.resource(), version),
                InstrumentationScopeInfo.builder("dev.pointsman")
                        .setVersion(version)
                        .build());
    }

    /**
     * Starts what is wanted; null where nothing is.
     *
     * @param environment value of a variable, null where it is not set
     * @param version of the gateway
     */
    public static @Nullable Telemetry start(
            TelemetrySettings settings,
            Function<String, @Nullable String> environment,
            GatewayMetrics metrics,
            String version,
            Clock clock) {
        Wanted wanted = new OtelEnvironment(environment).with(settings);
        if (wanted.traces() == null && wanted.metrics() == null) {
            return null;
        }
        return new Telemetry(wanted, metrics, version).started(clock);
    }

    private Telemetry started(Clock clock) {
        LIBRARY.setLevel(Level.OFF);
        Collector collector = wanted.metrics();
        if (collector != null) {
            MeterReadings readings = new MeterReadings(metrics.registry(), origin, clock.millis() * NANOS);
            MetricExport started = new MetricExport(collector, readings, wanted.every(), clock).start();
            export = started;
            metrics.count(
                    "pointsman.metrics.export.failures",
                    "Calls that should have brought metrics to the collector and failed",
                    started::failures);
        }
        return this;
    }

    private static Resource resource(Map<String, String> told, String version) {
        AttributesBuilder attributes = Attributes.builder().put("service.version", version);
        told.forEach(attributes::put);
        return Resource.create(attributes.build());
    }

    /** What requests become parts of traces with; null where no traces are sent. */
    public @Nullable Tracer tracer() {
        return wanted.traces() == null
                ? null
                : new Tracer(
                        wanted.sampling(), () -> ThreadLocalRandom.current().nextLong());
    }

    /** A ledger that passes all on, and brings the records of kept traces to the collector, too; the same one where no traces are sent. Asked for once. */
    public Ledger heard(Ledger ledger) {
        Collector collector = wanted.traces();
        if (collector == null) {
            return ledger;
        }
        TraceQueue queue = new TraceQueue(
                        ledger, new OtlpSpans(collector, new TraceSpans(origin)), TraceQueue.Limits.USUAL)
                .start();
        metrics.count(RESULTS, RESULT_TEXT, "sent", queue::sent);
        metrics.count(RESULTS, RESULT_TEXT, "full", queue::full);
        metrics.count(RESULTS, RESULT_TEXT, "refused", queue::refused);
        metrics.watch("pointsman.traces.queued", "Kept traces on their way to the collector", queue::queued);
        metrics.count(
                "pointsman.traces.export.failures",
                "Calls that should have brought traces to the collector and failed",
                queue::failures);
        return queue;
    }

    /** Sends the metrics once more. The ledger that hears traces is closed by who has it. */
    @Override
    public void close() {
        if (export != null) {
            export.close();
        }
    }
}
