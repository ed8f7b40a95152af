package dev.pointsman.server.http;

import dev.pointsman.api.Body;
import dev.pointsman.api.GatewayException;
import dev.pointsman.flow.FilterChain;
import dev.pointsman.telemetry.GatewayMetrics;
import dev.pointsman.telemetry.RequestLog;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What the connections of one event loop share: the server's parts, and the loop's own clock, ids and scratch space. */
final class FrontLoop {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /**
     * What all loops of a front share.
     *
     * @param worker for bodies too large or costly to parse on a loop; bounded, refuses by throwing
     * @param stopping set before any connection is told: no reply that starts later promises that its connection stays
     */
    record Shared(
            FrontSettings settings,
            Supplier<FilterChain> chain,
            GatewayMetrics metrics,
            Body.Budget budget,
            LongSupplier nanoTime,
            Clock wallClock,
            Executor worker,
            AtomicBoolean stopping) {}

    private final Shared shared;
    private final EventLoop loop;
    private final Ids ids = new Ids();
    private final RequestLog log = new RequestLog();
    private final HeadWriter writer = new HeadWriter();
    private final Deadlines deadlines;
    private final FewLines lines = new FewLines();
    private final Future<?> sweeping;
    private long second = Long.MIN_VALUE;
    private String date = "";

    FrontLoop(Shared shared, EventLoop loop) {
        this.shared = shared;
        this.loop = loop;
        this.deadlines = new Deadlines(shared.nanoTime().getAsLong());
        tellDate();
        this.sweeping = loop.scheduleAtFixedRate(
                this::sweep, Deadlines.SWEEP_MILLIS, Deadlines.SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void sweep() {
        tellDate();
        deadlines.sweep(shared.nanoTime().getAsLong());
    }

    private void tellDate() {
        long now = Math.floorDiv(shared.wallClock().millis(), 1000);
        if (now != second) {
            second = now;
            date = DATE.format(Instant.ofEpochSecond(now));
        }
    }

    void stop() {
        sweeping.cancel(false);
    }

    boolean stopping() {
        return shared.stopping().get();
    }

    FrontSettings settings() {
        return shared.settings();
    }

    FilterChain chain() {
        return shared.chain().get();
    }

    GatewayMetrics metrics() {
        return shared.metrics();
    }

    /** Counts and logs a request that is answered before it becomes an exchange. */
    void refused(String id, String endpoint, GatewayException error) {
        shared.metrics().requestRefused(error.kind());
        if (log.enabled()) {
            log.write(id, error.status(), error.kind().word(), "endpoint", endpoint, "error", error.text());
        }
    }

    Body.Budget budget() {
        return shared.budget();
    }

    LongSupplier nanoTime() {
        return shared.nanoTime();
    }

    Executor worker() {
        return shared.worker();
    }

    EventLoop loop() {
        return loop;
    }

    String nextId() {
        return ids.next(shared.wallClock().millis());
    }

    HeadWriter writer() {
        return writer;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    /** For lines of the log that each connection may cause. */
    FewLines lines() {
        return lines;
    }

    /** Value of a {@code Date} header; at most a sweep older than a second. */
    String date() {
        return date;
    }

    /** Lets one line a second pass, so that many connections that end for one reason do not fill a log. Confined to its loop. */
    static final class FewLines {
        private static final long EACH_NANOS = TimeUnit.SECONDS.toNanos(1);

        private boolean said;
        private long saidNanos;
        private long leftOut;

        /** How many were left out since the last line that passed, or -1 where this one is left out too. */
        long pass(long now) {
            if (said && now - saidNanos < EACH_NANOS) {
                leftOut++;
                return -1;
            }
            long before = leftOut;
            said = true;
            saidNanos = now;
            leftOut = 0;
            return before;
        }
    }

    /**
     * Request ids: {@code req_}, ten characters of the time in milliseconds and 16 that hold 80 random bits. So ids grow with the time, and an index of
     * a ledger with them at its end. The random bits are drawn in blocks; confined to its loop.
     */
    static final class Ids {
        private static final byte[] LETTERS = "0123456789abcdefghjkmnpqrstvwxyz".getBytes(StandardCharsets.US_ASCII);
        private static final int RANDOM_BYTES = 10;
        private static final int TIME_END = 14;

        private final SecureRandom random = new SecureRandom();
        private final byte[] block = new byte[256 * RANDOM_BYTES];
        private final byte[] id = "req_00000000000000000000000000".getBytes(StandardCharsets.US_ASCII);
        private int at = block.length;

        String next(long millis) {
            if (at == block.length) {
                random.nextBytes(block);
                at = 0;
            }
            for (int i = TIME_END - 1; i >= 4; i--) {
                id[i] = LETTERS[(int) (millis >>> (5 * (TIME_END - 1 - i))) & 31];
            }
            long bits = 0;
            int held = 0;
            for (int i = TIME_END; i < id.length; i++) {
                if (held < 5) {
                    bits = (bits << 8) | (block[at++] & 0xff);
                    held += 8;
                }
                held -= 5;
                id[i] = LETTERS[(int) (bits >>> held) & 31];
            }
            return new String(id, StandardCharsets.ISO_8859_1);
        }
    }
}
