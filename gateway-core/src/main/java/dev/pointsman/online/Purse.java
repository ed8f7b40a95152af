package dev.pointsman.online;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** Nano-dollars of a day of UTC. Shared by all loops: a day is one immutable value, each update one swap of it. */
final class Purse {
    private static final long DAY_MILLIS = 86_400_000;

    private record Day(long number, long nanos) {}

    private final AtomicReference<Day> day = new AtomicReference<>(new Day(0, 0));

    void spent(long nanos, long wallMillis) {
        long today = wallMillis / DAY_MILLIS;
        day.getAndUpdate(before -> new Day(today, before.number == today ? before.nanos + nanos : nanos));
    }

    long today(long wallMillis) {
        Day now = Objects.requireNonNull(day.get());
        return now.number == wallMillis / DAY_MILLIS ? now.nanos : 0;
    }
}
