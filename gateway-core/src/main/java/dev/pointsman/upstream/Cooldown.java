package dev.pointsman.upstream;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The time until which a deployment asked to be left alone ({@code Retry-After}).
 *
 * <p>Shared by all loops; its state is one number in an atomic, which only grows.
 */
final class Cooldown {
    /** No provider keeps itself out for longer: a mistaken header must not take a deployment away for a day. */
    static final Duration LONGEST = Duration.ofMinutes(5);

    private final LongSupplier nanoTime;
    private final AtomicLong until;

    Cooldown(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.until = new AtomicLong(nanoTime.getAsLong());
    }

    /** Starts now; a cooldown under way that lasts longer stays. */
    void start(Duration time) {
        long end = nanoTime.getAsLong() + Math.min(time.toNanos(), LONGEST.toNanos());
        until.accumulateAndGet(end, (known, next) -> next - known > 0 ? next : known);
    }

    /** Nanoseconds to go; 0 where there is none. */
    long remainingNanos() {
        return Math.max(0, until.get() - nanoTime.getAsLong());
    }
}
