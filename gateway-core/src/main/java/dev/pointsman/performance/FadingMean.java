package dev.pointsman.performance;

import dev.pointsman.api.json.JsonWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;

/**
 * A mean in which an observation counts half after its half-life. Shared by all loops: the state is one immutable value, each update one swap
 * of it. Times are nanoseconds of one monotonic clock.
 */
final class FadingMean {
    private static final double LN_2 = Math.log(2);
    /** Below it there is nothing left but errors of rounding. */
    private static final double LEAST_WEIGHT = 1e-9;

    private static final double MOST_WEIGHT = 1e12;
    private static final long MOST_AGE_MILLIS = Duration.ofDays(3_650).toMillis();

    /** Sum and weight as they were worth at a moment. */
    private record State(double sum, double weight, long atNanos) {
        State plus(double value, double added, long nowNanos, double halfLifeNanos) {
            if (nowNanos - atNanos < 0) {
                double worth = faded(atNanos - nowNanos, halfLifeNanos);
                return new State(sum + value * worth, weight + added * worth, atNanos);
            }
            double kept = faded(nowNanos - atNanos, halfLifeNanos);
            return new State(sum * kept + value, weight * kept + added, nowNanos);
        }
    }

    private static final State NOTHING = new State(0, 0, 0);

    private final AtomicReference<State> state = new AtomicReference<>(NOTHING);

    /** Counts an observation of now. */
    void add(double value, long nowNanos, double halfLifeNanos) {
        swap(value, 1, nowNanos, halfLifeNanos);
    }

    /** Takes back a value that was counted at a time, as far as it has not faded. */
    void withdraw(double value, long countedNanos, long nowNanos, double halfLifeNanos) {
        State before;
        State after;
        do {
            before = state();
            double worth = Math.min(before.weight, faded(nowNanos - countedNanos, halfLifeNanos));
            after = before.plus(-value * worth, -worth, nowNanos, halfLifeNanos);
        } while (!state.compareAndSet(before, after.weight > LEAST_WEIGHT ? after : NOTHING));
    }

    /** What it has counted, as fields of the object that is open. */
    void write(JsonWriter json, long nowNanos) {
        State now = state();
        json.field("sum", now.sum);
        json.field("weight", now.weight);
        json.field("age_ms", Math.max(0, nowNanos - now.atNanos) / 1_000_000);
    }

    /**
     * Goes on from what was written.
     *
     * @param awayMillis since then
     * @throws IllegalArgumentException where that is not what a mean of 0..1 wrote
     */
    void read(JsonNode node, long awayMillis, long nowNanos) {
        double sum = node.path("sum").asDouble(Double.NaN);
        double weight = node.path("weight").asDouble(Double.NaN);
        long age = node.path("age_ms").asLong(-1);
        if (!(weight >= 0 && weight < MOST_WEIGHT && Math.abs(sum) < MOST_WEIGHT) || age < 0) {
            throw new IllegalArgumentException("a mean's sum, weight or age (expected: numbers)");
        }
        long passed = Math.min(age, MOST_AGE_MILLIS) + Math.min(awayMillis, MOST_AGE_MILLIS);
        state.set(weight > LEAST_WEIGHT ? new State(sum, weight, nowNanos - passed * 1_000_000) : NOTHING);
    }

    /** NaN before the first observation. */
    double mean() {
        State now = state();
        return now.weight > 0 ? now.sum / now.weight : Double.NaN;
    }

    /** How many observations of now it is worth. */
    double weight(long nowNanos, double halfLifeNanos) {
        State now = state();
        return now.weight * faded(Math.max(0, nowNanos - now.atNanos), halfLifeNanos);
    }

    /** The mean together with a guess that counts as so many observations of now. */
    double shrunk(double guess, double guessWeight, long nowNanos, double halfLifeNanos) {
        State now = state();
        double kept = faded(Math.max(0, nowNanos - now.atNanos), halfLifeNanos);
        return (now.sum * kept + guess * guessWeight) / (now.weight * kept + guessWeight);
    }

    private void swap(double value, double added, long nowNanos, double halfLifeNanos) {
        State before;
        State after;
        do {
            before = state();
            after = before.weight == 0
                    ? new State(value, added, nowNanos)
                    : before.plus(value, added, nowNanos, halfLifeNanos);
        } while (!state.compareAndSet(before, after));
    }

    private State state() {
        return Objects.requireNonNull(state.get());
    }

    /** What is left of an observation of that age: 1 of a new one. */
    static double faded(long ageNanos, double halfLifeNanos) {
        return Math.exp(-LN_2 * ageNanos / halfLifeNanos);
    }
}
