package dev.pointsman.fleet;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The shared store's wall clock, as far as this gateway knows it: what the store last told, and the time since then on a clock that only runs forward, so
 * that nothing follows from a change of this machine's own. Before the store told any it is this machine's. Thread-safe.
 */
public final class FleetClock extends Clock {
    private final Clock own;
    private final LongSupplier nanoTime;
    private volatile @Nullable Told told;

    /** What the store told, and when that was here. */
    private record Told(long millis, long atNanos) {}

    /** @param nanoTime monotonic clock */
    public FleetClock(Clock own, LongSupplier nanoTime) {
        this.own = own;
        this.nanoTime = nanoTime;
    }

    /** The store told its time just now, in microseconds of Unix time. */
    void told(long micros) {
        told = new Told(micros / 1_000, nanoTime.getAsLong());
    }

    @Override
    public long millis() {
        Told last = told;
        return last == null ? own.millis() : last.millis + (nanoTime.getAsLong() - last.atNanos) / 1_000_000;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public ZoneId getZone() {
        return own.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        FleetClock other = new FleetClock(own.withZone(zone), nanoTime);
        other.told = told;
        return other;
    }
}
