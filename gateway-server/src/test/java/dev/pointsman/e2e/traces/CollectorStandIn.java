package dev.pointsman.e2e.traces;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;

/** A collector that takes traces and metrics by OTLP over HTTP, and shows what it got. */
final class CollectorStandIn implements AutoCloseable {
    private final HttpServer server;
    private final Queue<ExportTraceServiceRequest> traces = new ConcurrentLinkedQueue<>();
    private final Queue<ExportMetricsServiceRequest> metrics = new ConcurrentLinkedQueue<>();
    private final Queue<String> heads = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private volatile int status = 200;

    CollectorStandIn() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/traces", exchange -> take(exchange, true));
        server.createContext("/v1/metrics", exchange -> take(exchange, false));
        server.start();
    }

    private void take(HttpExchange exchange, boolean ofTraces) throws IOException {
        calls.incrementAndGet();
        byte[] body;
        try (InputStream in = "gzip".equals(exchange.getRequestHeaders().getFirst("content-encoding"))
                ? new GZIPInputStream(exchange.getRequestBody())
                : exchange.getRequestBody()) {
            body = in.readAllBytes();
        }
        int answer = status;
        if (answer == 200) {
            heads.add(exchange.getRequestHeaders().entrySet().toString());
            synchronized (bytes) {
                bytes.writeBytes(body);
            }
            if (ofTraces) {
                traces.add(ExportTraceServiceRequest.parseFrom(body));
            } else {
                metrics.add(ExportMetricsServiceRequest.parseFrom(body));
            }
        }
        exchange.sendResponseHeaders(answer, -1);
        exchange.close();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers so from now on; what is not taken is not kept. */
    void answering(int with) {
        status = with;
    }

    int calls() {
        return calls.get();
    }

    /** Headers of the calls that were taken. */
    String heads() {
        return String.join("\n", heads);
    }

    /** All that was taken, as text, for looking for what must not be there. */
    String text() {
        synchronized (bytes) {
            return bytes.toString(StandardCharsets.ISO_8859_1);
        }
    }

    List<Span> spans() {
        return traces.stream()
                .flatMap(each -> each.getResourceSpansList().stream())
                .flatMap(each -> each.getScopeSpansList().stream())
                .flatMap(each -> each.getSpansList().stream())
                .toList();
    }

    List<Span> spans(Span.SpanKind kind) {
        return spans().stream().filter(span -> span.getKind() == kind).toList();
    }

    /** Attributes of who sent traces. */
    Map<String, Object> resource() {
        return values(traces.element().getResourceSpans(0).getResource().getAttributesList());
    }

    /** The metrics of the latest call. */
    Map<String, Metric> metrics() {
        Map<String, Metric> named = new LinkedHashMap<>();
        for (ExportMetricsServiceRequest each : metrics) {
            each.getResourceMetricsList().stream()
                    .flatMap(some -> some.getScopeMetricsList().stream())
                    .flatMap(some -> some.getMetricsList().stream())
                    .forEach(metric -> named.put(metric.getName(), metric));
        }
        return named;
    }

    static Map<String, Object> values(List<KeyValue> attributes) {
        Map<String, Object> values = new LinkedHashMap<>();
        attributes.forEach(each -> values.put(each.getKey(), value(each.getValue())));
        return values;
    }

    private static Object value(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case BOOL_VALUE -> value.getBoolValue();
            case INT_VALUE -> value.getIntValue();
            case DOUBLE_VALUE -> value.getDoubleValue();
            case ARRAY_VALUE ->
                value.getArrayValue().getValuesList().stream()
                        .map(CollectorStandIn::value)
                        .toList();
            default -> throw new IllegalStateException("not expected: " + value);
        };
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
