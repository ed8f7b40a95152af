package dev.pointsman.online;

import dev.pointsman.api.json.JsonWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;

/**
 * By how much one model's answers to one task are better than believed, as a line over {@link Features}: Bayesian ridge regression of (rating − belief),
 * with A = prior·I + Σ w·x·xᵀ, b = Σ w·x·y, mean xᵀA⁻¹b and variance σ²·xᵀA⁻¹x (L. Li, W. Chu, J. Langford, R. Schapire, "A contextual-bandit approach
 * to personalized news article recommendation", 2010; S. Agrawal, N. Goyal, "Thompson sampling for contextual bandits with linear payoffs", 2013).
 *
 * <p>A rating's w halves with each half-life, so a model that is rated no more becomes unsure again, and is tried. Shared by all loops: the state is one
 * immutable value, each update one swap of it.
 */
final class Head {
    private static final int SIZE = Features.SIZE;
    /** Of a single rating: that of a coin, the most that a number from 0 to 1 can have. */
    static final double NOISE = 0.5;

    private static final double MOST_RATINGS = 1e12;
    private static final long MOST_AGE_MILLIS = Duration.ofDays(3_650).toMillis();

    /** Sums as they were worth at a moment, without the prior. */
    private static final class State {
        private final double[] information;
        private final double[] moment;
        private final double ratings;
        private final long atNanos;

        State(double[] information, double[] moment, double ratings, long atNanos) {
            this.information = information;
            this.moment = moment;
            this.ratings = ratings;
            this.atNanos = atNanos;
        }

        State scaled(double kept, long nowNanos) {
            double[] less = information.clone();
            double[] moved = moment.clone();
            for (int i = 0; i < less.length; i++) {
                less[i] *= kept;
            }
            for (int i = 0; i < SIZE; i++) {
                moved[i] *= kept;
            }
            return new State(less, moved, ratings * kept, nowNanos);
        }
    }

    /**
     * What the head says of a prompt.
     *
     * @param gain expected rating less the belief
     * @param deviation standard deviation of that
     */
    record Opinion(double gain, double deviation) {}

    private final AtomicReference<State> state =
            new AtomicReference<>(new State(new double[SIZE * SIZE], new double[SIZE], 0, 0));

    /** Counts a rating that is so much above the belief. */
    void learn(Features x, double above, long nowNanos, double halfLifeNanos) {
        state.getAndUpdate(before -> {
            State after = faded(before, nowNanos, halfLifeNanos);
            for (int i = 0; i < SIZE; i++) {
                for (int j = 0; j < SIZE; j++) {
                    after.information[i * SIZE + j] += x.at(i) * x.at(j);
                }
                after.moment[i] += x.at(i) * above;
            }
            return new State(after.information, after.moment, after.ratings + 1, after.atNanos);
        });
    }

    /** A rating that was counted at a time is now so much higher. */
    void correct(Features x, double higher, long countedNanos, long nowNanos, double halfLifeNanos) {
        double worth = Math.pow(0.5, Math.max(0, nowNanos - countedNanos) / halfLifeNanos);
        state.getAndUpdate(before -> {
            State after = faded(before, nowNanos, halfLifeNanos);
            for (int i = 0; i < SIZE; i++) {
                after.moment[i] += x.at(i) * higher * worth;
            }
            return after;
        });
    }

    /** What it knows, as fields of the object that is open. */
    void write(JsonWriter json, long nowNanos) {
        State now = state();
        json.field("ratings", now.ratings);
        json.field("age_ms", Math.max(0, nowNanos - now.atNanos) / 1_000_000);
        numbers(json, "information", now.information);
        numbers(json, "moment", now.moment);
    }

    private static void numbers(JsonWriter json, String name, double[] values) {
        json.name(name).beginArray();
        for (double value : values) {
            json.number(value);
        }
        json.endArray();
    }

    /**
     * One that knows what was written.
     *
     * @param awayMillis since then
     * @throws IllegalArgumentException where that is not what a head wrote
     */
    static Head read(JsonNode node, long awayMillis, long nowNanos) {
        double ratings = node.path("ratings").asDouble(Double.NaN);
        long age = node.path("age_ms").asLong(-1);
        if (!(ratings >= 0 && ratings < MOST_RATINGS) || age < 0) {
            throw new IllegalArgumentException("a head's ratings or age (expected: numbers from 0 on)");
        }
        double[] information = numbers(node.path("information"), SIZE * SIZE);
        for (int i = 0; i < SIZE; i++) {
            if (information[i * SIZE + i] < 0) {
                throw new IllegalArgumentException("a head's information is below 0");
            }
        }
        Head head = new Head();
        head.state.set(new State(
                information,
                numbers(node.path("moment"), SIZE),
                ratings,
                nowNanos - (Math.min(age, MOST_AGE_MILLIS) + Math.min(awayMillis, MOST_AGE_MILLIS)) * 1_000_000));
        return head;
    }

    private static double[] numbers(JsonNode array, int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = array.path(i).asDouble(Double.NaN);
            if (!(Math.abs(values[i]) < MOST_RATINGS)) {
                throw new IllegalArgumentException("a head's sums (expected: " + count + " finite numbers)");
            }
        }
        return values;
    }

    /** Forgets all but a share of what it knows. */
    void forget(double kept) {
        state.getAndUpdate(before -> before.scaled(kept, before.atNanos));
    }

    Opinion opinion(Features x, double prior, long nowNanos, double halfLifeNanos) {
        State now = state();
        double kept = kept(now, nowNanos, halfLifeNanos);
        double[] precision = new double[SIZE * SIZE];
        for (int i = 0; i < precision.length; i++) {
            precision[i] = now.information[i] * kept + (i % (SIZE + 1) == 0 ? prior : 0);
        }
        double[] solved = solved(precision, x);
        double gain = 0;
        double spread = 0;
        for (int i = 0; i < SIZE; i++) {
            gain += solved[i] * now.moment[i] * kept;
            spread += solved[i] * x.at(i);
        }
        return new Opinion(gain, NOISE * Math.sqrt(Math.max(0, spread)));
    }

    /** How many ratings of now it knows. */
    double ratings(long nowNanos, double halfLifeNanos) {
        State now = state();
        return now.ratings * kept(now, nowNanos, halfLifeNanos);
    }

    private static State faded(State before, long nowNanos, double halfLifeNanos) {
        return before.scaled(kept(before, nowNanos, halfLifeNanos), Math.max(nowNanos, before.atNanos));
    }

    private static double kept(State state, long nowNanos, double halfLifeNanos) {
        return state.ratings == 0 ? 1 : Math.pow(0.5, Math.max(0, nowNanos - state.atNanos) / halfLifeNanos);
    }

    private State state() {
        return Objects.requireNonNull(state.get());
    }

    /** What a symmetric, positive matrix makes x of: by Cholesky's factors, in place. */
    private static double[] solved(double[] matrix, Features x) {
        for (int j = 0; j < SIZE; j++) {
            for (int i = j; i < SIZE; i++) {
                double sum = matrix[i * SIZE + j];
                for (int k = 0; k < j; k++) {
                    sum -= matrix[i * SIZE + k] * matrix[j * SIZE + k];
                }
                matrix[i * SIZE + j] = i == j ? Math.sqrt(sum) : sum / matrix[j * SIZE + j];
            }
        }
        double[] solved = new double[SIZE];
        for (int i = 0; i < SIZE; i++) {
            double sum = x.at(i);
            for (int k = 0; k < i; k++) {
                sum -= matrix[i * SIZE + k] * solved[k];
            }
            solved[i] = sum / matrix[i * SIZE + i];
        }
        for (int i = SIZE - 1; i >= 0; i--) {
            double sum = solved[i];
            for (int k = i + 1; k < SIZE; k++) {
                sum -= matrix[k * SIZE + i] * solved[k];
            }
            solved[i] = sum / matrix[i * SIZE + i];
        }
        return solved;
    }
}
