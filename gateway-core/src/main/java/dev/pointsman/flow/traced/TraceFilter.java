package dev.pointsman.flow.traced;

import dev.pointsman.api.Headers;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.flow.Exchange;
import dev.pointsman.flow.Filter;
import dev.pointsman.flow.FilterChain;
import dev.pointsman.tracing.Sampling;
import dev.pointsman.tracing.Trace;
import dev.pointsman.tracing.TraceContext;
import dev.pointsman.tracing.Tracer;
import dev.pointsman.tracing.settings.TelemetrySettings;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes each request a part of a trace: the one that its headers tell of, or a new one. What became of it is told by its record. */
public final class TraceFilter implements Filter {
    private static final long NANOS = 1_000_000_000L;

    private final Tracer tracer;
    private final Sampling sampling;
    private final boolean propagates;
    private final Clock clock;

    private TraceFilter(Tracer tracer, Sampling sampling, boolean propagates, Clock clock) {
        this.tracer = tracer;
        this.sampling = sampling;
        this.propagates = propagates;
        this.clock = clock;
    }

    /**
     * {@link Filter#NONE} where nothing is traced.
     *
     * @param tracer null where no trace is kept anywhere
     * @param clock wall clock
     */
    public static Filter of(@Nullable Tracer tracer, TelemetrySettings.@Nullable Traces settings, Clock clock) {
        if (tracer == null) {
            return Filter.NONE;
        }
        return settings == null
                ? new TraceFilter(tracer, tracer.usual(), true, clock)
                : new TraceFilter(tracer, settings.sampling(tracer.usual()), settings.propagate(), clock);
    }

    @Override
    public void handle(Exchange exchange, ResponseSink sink, FilterChain next) {
        Headers headers = exchange.request().headers();
        String parent = headers.first("traceparent");
        TraceContext above = parent == null ? null : TraceContext.of(parent, headers.first("tracestate"));
        Instant now = clock.instant();
        long start = now.getEpochSecond() * NANOS + now.getNano() - exchange.elapsedNanos();
        Trace trace = new Trace(above, sampling, start, propagates, tracer.ids());
        exchange.trace(trace);
        if (trace.sampled()) {
            exchange.replyHeader("x-gateway-trace", trace.id());
        }
        next.proceed(exchange, sink);
    }
}
