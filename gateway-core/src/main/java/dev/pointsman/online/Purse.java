package dev.pointsman.online;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** Nano-dollars that were spent in a day of UTC. Shared by all loops: a day is one immutable value, each update one swap of it. */
public final class Purse {
    private static final long DAY_MILLIS = 86_400_000;

    private record Day(long number, long nanos) {
        Day at(long wallMillis) {
            long today = wallMillis / DAY_MILLIS;
            return number == today ? this : new Day(today, 0);
        }

        /** What is given back on the day after is no gain of that day. */
        Day plus(long more) {
            return new Day(number, Math.max(0, nanos + more));
        }
    }

    private final AtomicReference<Day> day = new AtomicReference<>(new Day(0, 0));

    /** More was spent, or less than was taken. */
    public void add(long nanos, long wallMillis) {
        day.getAndUpdate(before -> before.at(wallMillis).plus(nanos));
    }

    /** Spends so much, unless the day would come to more than the cap: then nothing, and false. */
    public boolean take(long nanos, long cap, long wallMillis) {
        Day before = Objects.requireNonNull(day.getAndUpdate(now -> {
            Day more = now.at(wallMillis).plus(nanos);
            return more.nanos > cap ? now : more;
        }));
        return before.at(wallMillis).plus(nanos).nanos <= cap;
    }

    long today(long wallMillis) {
        return Objects.requireNonNull(day.get()).at(wallMillis).nanos;
    }
}
