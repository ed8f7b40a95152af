package dev.pointsman.flow;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.cache.CacheUse;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.telemetry.GatewayMetrics;
import dev.pointsman.telemetry.RequestLog;
import dev.pointsman.tracing.Trace;
import dev.pointsman.upstream.AttemptRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts what came in and how it ended, and writes the request log. */
public final class TelemetryFilter implements Filter {
    private static final String NONE = "none";

    private final GatewayMetrics metrics;
    private final RequestLog log;

    public TelemetryFilter(GatewayMetrics metrics, RequestLog log) {
        this.metrics = metrics;
        this.log = log;
    }

    @Override
    public void handle(Exchange exchange, ResponseSink sink, FilterChain next) {
        metrics.requestStarted();
        next.proceed(exchange, new ObservedSink(exchange, sink, this::ended));
    }

    private void ended(Exchange exchange, int status, long firstDataNanos, @Nullable GatewayException error) {
        String end = error == null ? "complete" : error.kind().word();
        long overhead = exchange.overheadNanos();
        long total = exchange.elapsedNanos();
        List<AttemptRecord> attempts = exchange.attempts();
        for (int i = 0; i < attempts.size(); i++) {
            AttemptRecord attempt = attempts.get(i);
            metrics.attemptEnded(attempt.deployment(), attempt.error(), attempt.endNanos() - attempt.startNanos());
        }
        RoutingDecision decision = exchange.decision();
        String model = exchange.model();
        String deployment = exchange.deployment();
        metrics.requestEnded(new GatewayMetrics.RequestSample(
                exchange.request().endpoint().word(),
                model == null ? NONE : model,
                deployment == null ? NONE : deployment,
                decision == null ? null : decision.rule(),
                end,
                attempts.size(),
                total,
                firstDataNanos,
                overhead,
                exchange.decisionNanos(),
                exchange.usage(),
                exchange.costNanos()));
        if (!exchange.finishKnown() && deployment != null) {
            metrics.unknownFinish(deployment);
        }
        if (log.enabled()) {
            write(exchange, status, end, new Times(total, overhead, firstDataNanos), error);
        }
    }

    /** In nanoseconds; the first output's is -1 where there was none. */
    private record Times(long total, long overhead, long firstOutput) {}

    private void write(Exchange exchange, int status, String end, Times times, @Nullable GatewayException error) {
        RoutingDecision decision = exchange.decision();
        CacheUse cache = exchange.cacheUse();
        Trace trace = exchange.trace();
        List<AttemptRecord> attempts = exchange.attempts();
        log.write(
                exchange.id(),
                status,
                end,
                "endpoint",
                exchange.request().endpoint().path(),
                "stream",
                exchange.request().facts().stream(),
                "key",
                exchange.principal().key(),
                "team",
                exchange.principal().team(),
                "asked",
                exchange.request().facts().model(),
                "rule",
                orDash(decision == null ? null : decision.rule()),
                "model",
                orDash(exchange.model()),
                "deployment",
                orDash(exchange.deployment()),
                "attempts",
                attempts.size(),
                "provider_request_id",
                attempts.isEmpty() ? null : attempts.get(attempts.size() - 1).requestId(),
                "finish_reason",
                exchange.finishReason(),
                "cache",
                cache == null ? null : cache.word(),
                "trace_id",
                trace == null ? null : trace.id(),
                "input_tokens",
                exchange.usage().prompt(),
                "output_tokens",
                exchange.usage().completion(),
                "cost_nano_usd",
                exchange.costNanos(),
                "total_ms",
                millis(times.total),
                "overhead_ms",
                millis(times.overhead),
                "first_output_ms",
                times.firstOutput < 0 ? null : millis(times.firstOutput),
                "error",
                error == null ? "-" : reason(error));
    }

    /** A provider's own words may repeat the prompt: only the client gets them. */
    private static String reason(GatewayException error) {
        return error.quotesProvider() ? "the provider answered with an error" : error.text();
    }

    private static String orDash(@Nullable String text) {
        return text == null ? "-" : text;
    }

    private static double millis(long nanos) {
        return Math.rint(nanos / 1e3) / 1e3;
    }
}
