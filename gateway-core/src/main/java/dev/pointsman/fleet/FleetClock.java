package dev.pointsman.fleet;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/** The shared store's wall clock, as far as this gateway knows it: its own, moved by what the store last told. Thread-safe. */
public final class FleetClock extends Clock {
    private final Clock own;
    private volatile long offsetMillis;

    public FleetClock(Clock own) {
        this.own = own;
    }

    /** The store told its time just now, in microseconds of Unix time. */
    void told(long micros) {
        offsetMillis = micros / 1_000 - own.millis();
    }

    @Override
    public long millis() {
        return own.millis() + offsetMillis;
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
        FleetClock other = new FleetClock(own.withZone(zone));
        other.offsetMillis = offsetMillis;
        return other;
    }
}
