package dev.pointsman.online;

import dev.pointsman.api.json.JsonWriter;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;

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

    /** What was spent, as fields of the object that is open. */
    void write(JsonWriter json) {
        Day now = Objects.requireNonNull(day.get());
        json.field("day", now.number);
        json.field("nano_usd", now.nanos);
    }

    /**
     * One that goes on from what was written.
     *
     * @throws IllegalArgumentException where that is not what a purse wrote
     */
    static Purse read(JsonNode node) {
        long number = node.path("day").asLong(-1);
        long nanos = node.path("nano_usd").asLong(-1);
        if (number < 0 || nanos < 0) {
            throw new IllegalArgumentException("a purse's day or money (expected: numbers from 0 on)");
        }
        Purse purse = new Purse();
        purse.day.set(new Day(number, nanos));
        return purse;
    }

    long today(long wallMillis) {
        return Objects.requireNonNull(day.get()).at(wallMillis).nanos;
    }
}
