package dev.pointsman.tracing;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A request's own part of a trace: its span, the span above it, and one below it for each call to a provider. Confined to the request's loop until it has
 * ended, and never changed after.
 */
public final class Trace {
    private static final int CALLS = 2;

    private final TraceContext own;
    private final long parentSpan;
    private final long startEpochNanos;
    private final boolean propagates;
    private final LongSupplier ids;
    private final String id;
    private long decidedNanos = -1;
    private long callSpan;
    private long[] calls = new long[CALLS];
    private int ended;

    /**
     * Begins one.
     *
     * @param above what the client's headers tell; null where they tell of none
     * @param sampling which are kept
     * @param startEpochNanos wall-clock start of the request, nanoseconds since 1970
     * @param propagates whether providers are told of it
     * @param ids random numbers; called on the loop
     */
    public Trace(
            @Nullable TraceContext above,
            Sampling sampling,
            long startEpochNanos,
            boolean propagates,
            LongSupplier ids) {
        long low = above == null ? some(ids) : above.low();
        this.own = new TraceContext(
                above == null ? ids.getAsLong() : above.high(),
                low,
                some(ids),
                sampling.keeps(above, low),
                above == null ? "" : above.state());
        this.parentSpan = above == null ? 0 : above.span();
        this.startEpochNanos = startEpochNanos;
        this.propagates = propagates;
        this.ids = ids;
        this.id = own.traceId();
    }

    /** 0 is no id. */
    private static long some(LongSupplier ids) {
        long id = ids.getAsLong();
        return id == 0 ? 1 : id;
    }

    /** The trace's id, 32 hex digits. */
    public String id() {
        return id;
    }

    public boolean sampled() {
        return own.sampled();
    }

    /** Of the request's own span. */
    public long span() {
        return own.span();
    }

    /** Of the span above it; 0 where there is none. */
    public long parentSpan() {
        return parentSpan;
    }

    /** Wall-clock start of the request, nanoseconds since 1970. */
    public long startEpochNanos() {
        return startEpochNanos;
    }

    /** The decision was made now: nanoseconds from the start of the request. */
    public void decided(long nanos) {
        decidedNanos = nanos;
    }

    /** When the decision was made, in nanoseconds from the start of the request; -1 where there is none. */
    public long decidedNanos() {
        return decidedNanos;
    }

    /** A call is about to go out: the headers that it carries, names and values in turn. */
    public List<String> call() {
        callSpan = some(ids);
        if (!propagates) {
            return List.of();
        }
        String parent = own.parentOf(callSpan);
        return own.state().isEmpty()
                ? List.of("traceparent", parent)
                : List.of("traceparent", parent, "tracestate", own.state());
    }

    /** The call that went out last is over. */
    public void callEnded() {
        if (ended == calls.length) {
            calls = Arrays.copyOf(calls, 2 * ended);
        }
        calls[ended] = callSpan;
        ended++;
    }

    /** The span of a call, by the order in which they ended. */
    public long call(int index) {
        return calls[index];
    }
}
