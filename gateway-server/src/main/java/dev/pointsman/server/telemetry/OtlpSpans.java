package dev.pointsman.server.telemetry;

import dev.pointsman.ledger.DecisionRecord;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.exporter.internal.FailedExportException;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Brings records to a collector as spans. Used by one thread. */
final class OtlpSpans implements TraceQueue.Sender {
    private static final int REFUSED_FROM = 400;
    private static final int REFUSED_TO = 499;
    private static final int TIMEOUT = 408;
    private static final int TOO_MANY = 429;

    private final OtlpHttpSpanExporter exporter;
    private final TraceSpans spans;
    private final long waitMillis;

    OtlpSpans(Collector collector, TraceSpans spans) {
        OtlpHttpSpanExporterBuilder builder = OtlpHttpSpanExporter.builder()
                .setEndpoint(collector.endpoint().toString())
                .setHeaders(collector.headers())
                .setTimeout(collector.timeout())
                .setConnectTimeout(collector.timeout())
                .setRetryPolicy(null)
                .setMeterProvider(MeterProvider.noop());
        this.exporter =
                builder.setCompression(collector.compressed() ? "gzip" : "none").build();
        this.spans = spans;
        this.waitMillis = collector.timeout().toMillis() + 1_000;
    }

    @Override
    public TraceQueue.Result send(List<DecisionRecord> batch) {
        List<SpanData> all = new ArrayList<>(4 * batch.size());
        batch.forEach(record -> spans.add(record, all));
        CompletableResultCode code = exporter.export(all).join(waitMillis, TimeUnit.MILLISECONDS);
        if (code.isSuccess()) {
            return TraceQueue.Result.SENT;
        }
        return refused(code.getFailureThrowable()) ? TraceQueue.Result.REFUSED : TraceQueue.Result.FAILED;
    }

    /** A status that says that the same spans will be refused again. */
    private static boolean refused(@Nullable Throwable failure) {
        if (!(failure instanceof FailedExportException.HttpExportException answered)) {
            return false;
        }
        HttpResponse response = answered.getResponse();
        int status = response == null ? 0 : response.getStatusCode();
        return status >= REFUSED_FROM && status <= REFUSED_TO && status != TIMEOUT && status != TOO_MANY;
    }

    @Override
    public void close() {
        exporter.shutdown();
    }
}
