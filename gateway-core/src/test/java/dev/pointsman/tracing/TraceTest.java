package dev.pointsman.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class TraceTest {
    private static final TraceContext ABOVE =
            TraceContext.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "a=b");

    @Test
    void aRequestGoesOnWithTheTraceOfItsClient() {
        Trace trace = new Trace(ABOVE, Sampling.ALL, 5, true, counting());

        assertThat(trace.id()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(TraceContext.hex(trace.parentSpan())).isEqualTo("00f067aa0ba902b7");
        assertThat(trace.span()).isNotEqualTo(trace.parentSpan());
        assertThat(trace.call())
                .containsExactly(
                        "traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000002-01", "tracestate", "a=b");
    }

    @Test
    void withoutOneItBeginsItsOwn() {
        Trace trace = new Trace(null, Sampling.ALL, 5, true, counting());

        assertThat(trace.parentSpan()).isZero();
        assertThat(trace.call()).hasSize(2).contains("traceparent");
        assertThat(new Trace(null, Sampling.ALL, 5, true, () -> 0).id()).isNotEqualTo("0".repeat(32));
    }

    @Test
    void eachCallHasASpanOfItsOwnByTheOrderOfTheirEnds() {
        Trace trace = new Trace(null, Sampling.ALL, 5, true, counting());
        for (int i = 0; i < 5; i++) {
            trace.call(); // one that was never sent
            String header = trace.call().get(1);
            trace.callEnded();
            assertThat(header).contains("-" + TraceContext.hex(trace.call(i)) + "-");
        }
    }

    @Test
    void providersAreNotToldWhereThePolicyDoesNotWantIt() {
        Trace trace = new Trace(ABOVE, Sampling.ALL, 5, false, counting());

        assertThat(trace.call()).isEmpty();
        trace.callEnded();
        assertThat(trace.call(0)).isNotZero();
    }

    @Test
    void aClientsWordCountsOnlyWhereThePolicyLetsIt() {
        TraceContext dropped = TraceContext.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", null);

        assertThat(new Sampling(0, true).keeps(ABOVE, ABOVE.low())).isTrue();
        assertThat(new Sampling(1, true).keeps(dropped, dropped.low())).isFalse();
        assertThat(new Sampling(0, false).keeps(ABOVE, ABOVE.low())).isFalse();
        assertThat(new Sampling(1, false).keeps(dropped, dropped.low())).isTrue();
    }

    @Test
    void aShareOfTracesIsKept() {
        Random random = new Random(3);
        int kept = 0;
        for (int i = 0; i < 100_000; i++) {
            kept += new Trace(null, new Sampling(0.1, true), 5, true, random::nextLong).sampled() ? 1 : 0;
        }
        assertThat(kept).isBetween(9_700, 10_300);
        assertThat(new Sampling(0, true).keeps(null, 0)).isFalse();
        assertThat(new Sampling(1, true).keeps(null, Long.MAX_VALUE)).isTrue();
    }

    private static LongSupplier counting() {
        return new AtomicLong()::incrementAndGet;
    }
}
