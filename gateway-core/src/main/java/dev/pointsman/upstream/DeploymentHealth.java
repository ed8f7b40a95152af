package dev.pointsman.upstream;

import dev.pointsman.api.GatewayException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Whether one deployment may be called now: its circuit breaker, its cooldown after a {@code Retry-After}, and an
 * operator's hold.
 *
 * <p>Each {@link #tryAcquire} that gave true is followed by exactly one of {@link #succeeded}, {@link #failed} and {@link #released}; a
 * missed one would leave a half-open breaker stuck (resilience4j issue 858).
 *
 * <p>Shared by all loops. The breaker keeps its own state; beside it stand a counter of failures in a row and the state last told to the
 * listener, each an atomic, and the time until which it is open, written by the one thread that told the listener so. Of another gateway's hint it is
 * kept which one was refuted; two outcomes at the same time may both count as the next one.
 */
public final class DeploymentHealth {
    /** Hears of each change of state, on the thread that caused it. */
    public interface Listener {
        void changed(String deployment, State state);
    }

    /**
     * What other gateways say of deployments: that their own calls fail there. Such a hint opens nothing by itself, since who gave it may have a broken
     * network: the next outcome decides here. A failure opens the breaker at once, an answer refutes the hint for as long as nobody adds to it.
     * Thread-safe; never blocks.
     */
    public interface Hints {
        /** There are no others. */
        Hints NONE = new Hints() {
            @Override
            public long since(String deployment) {
                return 0;
            }

            @Override
            public void opened(String deployment, Duration openFor) {}

            @Override
            public void confirmed(String deployment) {}
        };

        /** A number of its own for each hint; 0 where there is none. */
        long since(String deployment);

        /** A breaker has opened here by what was seen here, for that long. */
        void opened(String deployment, Duration openFor);

        /** A breaker has opened here by one failure and a hint. */
        void confirmed(String deployment);
    }

    private static final int FAILURES_IN_A_ROW = 5;
    private static final int PROBES = 2;

    /** What clients are told to wait for a deployment that an operator holds; nobody knows how long that is. */
    private static final long HELD_NANOS = 30_000_000_000L;

    private final String id;
    private final BreakerSettings settings;
    private final LongSupplier nanoTime;
    private final Listener listener;
    private final Hints hints;
    private final Predicate<String> held;
    private final CircuitBreaker breaker;
    private final Cooldown cooldown;
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private final AtomicReference<State> told = new AtomicReference<>(State.CLOSED);
    private volatile long openUntil;
    private volatile long refutedHint;
    private volatile boolean byHint;

    DeploymentHealth(
            String id,
            BreakerSettings settings,
            LongSupplier nanoTime,
            Listener listener,
            Hints hints,
            Predicate<String> held) {
        this.id = id;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.listener = listener;
        this.hints = hints;
        this.held = held;
        this.cooldown = new Cooldown(nanoTime);
        this.breaker = CircuitBreaker.of(
                id,
                CircuitBreakerConfig.custom()
                        .failureRateThreshold((float) (settings.openAt() * 100))
                        .slowCallRateThreshold((float) (settings.openAt() * 100))
                        .slowCallDurationThreshold(settings.slow())
                        .slidingWindowSize(settings.over())
                        .minimumNumberOfCalls(Math.max(2, settings.over() / 2))
                        .waitDurationInOpenState(settings.openFor())
                        .permittedNumberOfCallsInHalfOpenState(PROBES)
                        .clock(wallClock(nanoTime))
                        .build());
    }

    /** Whether a call would be refused now. Changes nothing: for choosing, not for calling. */
    public boolean blocked() {
        return cooldown.remainingNanos() > 0 || openNanos() > 0 || held.test(id);
    }

    /** Nanoseconds until a call may be tried; 0 where it may be now. */
    long blockedNanos() {
        long cooling = cooldown.remainingNanos();
        return held.test(id) ? cooling + HELD_NANOS : Math.max(cooling, openNanos());
    }

    /** Nanoseconds the provider asked to wait; 0 where it did not, or they are over. */
    long coolingNanos() {
        return cooldown.remainingNanos();
    }

    public State state() {
        return breaker.getState();
    }

    boolean tryAcquire() {
        if (cooldown.remainingNanos() > 0 || held.test(id)) {
            return false;
        }
        boolean permitted = breaker.tryAcquirePermission();
        tell();
        return permitted;
    }

    /** The call gave its whole answer. */
    void succeeded(long firstOutputNanos) {
        failuresInARow.set(0);
        long hint = hints.since(id);
        if (hint != 0 && hint != refutedHint) {
            refutedHint = hint;
        }
        breaker.onSuccess(firstOutputNanos, TimeUnit.NANOSECONDS);
        tell();
    }

    /** The call failed by the deployment's fault. */
    void failed(long nanos, GatewayException error) {
        breaker.onError(nanos, TimeUnit.NANOSECONDS, error);
        boolean many = failuresInARow.incrementAndGet() >= FAILURES_IN_A_ROW;
        if (breaker.getState() == State.CLOSED && (many || hinted())) {
            byHint = !many;
            breaker.transitionToOpenState();
        }
        tell();
    }

    private boolean hinted() {
        long hint = hints.since(id);
        return hint != 0 && hint != refutedHint;
    }

    /** The call ended without a verdict on the deployment: the client left, or was itself at fault. */
    void released() {
        breaker.releasePermission();
    }

    /** The provider asked to be left alone. */
    void coolDown(Duration time) {
        cooldown.start(time);
    }

    boolean has(BreakerSettings wanted) {
        return settings.equals(wanted);
    }

    /** Open for that long yet; one nanosecond more than the breaker's own wait, which ends only after its last one. */
    private long openNanos() {
        return told.get() == State.OPEN ? Math.max(0, openUntil + 1 - nanoTime.getAsLong()) : 0;
    }

    private void tell() {
        State now = breaker.getState();
        State before = told.get();
        if (now == before) {
            return;
        }
        if (now == State.OPEN) {
            openUntil = nanoTime.getAsLong() + settings.openFor().toNanos();
            failuresInARow.set(0);
        } else {
            byHint = false;
        }
        if (told.compareAndSet(before, now)) {
            listener.changed(id, now);
            if (now == State.OPEN) {
                opened();
            }
        }
    }

    /** Others are told what was seen here only, so that no hint feeds itself. */
    private void opened() {
        if (byHint) {
            byHint = false;
            hints.confirmed(id);
        } else {
            hints.opened(id, settings.openFor());
        }
    }

    /** The breaker's wall clock, made of the gateway's monotonic one: only differences matter to it. */
    private static Clock wallClock(LongSupplier nanoTime) {
        InstantSource source = () -> Instant.EPOCH.plusNanos(nanoTime.getAsLong());
        return source.withZone(ZoneOffset.UTC);
    }
}
