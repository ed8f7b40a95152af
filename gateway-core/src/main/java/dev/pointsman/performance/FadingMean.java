package dev.pointsman.performance;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A mean in which an observation counts half after its half-life. Shared by all loops: the state is one immutable value, each update one swap
 * of it. Times are nanoseconds of one monotonic clock.
 */
final class FadingMean {
    private static final double LN_2 = Math.log(2);
    /** Below it there is nothing left but errors of rounding. */
    private static final double LEAST_WEIGHT = 1e-9;

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
