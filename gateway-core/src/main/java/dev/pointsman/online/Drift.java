package dev.pointsman.online;

import dev.pointsman.api.json.JsonWriter;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;

/**
 * Tells when a model's ratings leave what was expected of them: sums of how far they lie above or below, in standard deviations and less a slack
 * (E. S. Page, "Continuous inspection schemes", 1954). With a slack of 0.25 and a bound of 14 a sum that nothing moves goes over it about once in 15,000
 * ratings (D. Siegmund's approximation), and one whose ratings fell by 0.3 after about 40. Shared by all loops.
 */
final class Drift {
    private static final double SLACK = 0.25;
    private static final double BOUND = 14;

    /** What a rating showed. */
    enum Finding {
        NONE,
        BETTER,
        WORSE
    }

    private record Sums(double above, double below, long ratings, long alarms) {
        Sums plus(double surprise) {
            double up = Math.max(0, above + surprise - SLACK);
            double down = Math.max(0, below - surprise - SLACK);
            return up > BOUND || down > BOUND
                    ? new Sums(0, 0, ratings + 1, alarms + 1)
                    : new Sums(up, down, ratings + 1, alarms);
        }
    }

    private final AtomicReference<Sums> sums = new AtomicReference<>(new Sums(0, 0, 0, 0));

    /** Takes a rating as so many standard deviations above what was expected; after an alarm it begins anew. */
    Finding rated(double surprise) {
        Sums before = Objects.requireNonNull(sums.getAndUpdate(now -> now.plus(surprise)));
        return before.plus(surprise).alarms == before.alarms
                ? Finding.NONE
                : before.above + surprise > before.below - surprise ? Finding.BETTER : Finding.WORSE;
    }

    /** What it has counted, as fields of the object that is open. */
    void write(JsonWriter json) {
        Sums now = Objects.requireNonNull(sums.get());
        json.field("above", now.above);
        json.field("below", now.below);
        json.field("ratings", now.ratings);
        json.field("alarms", now.alarms);
    }

    /**
     * One that goes on from what was written.
     *
     * @throws IllegalArgumentException where that is not what a drift wrote
     */
    static Drift read(JsonNode node) {
        double above = node.path("above").asDouble(Double.NaN);
        double below = node.path("below").asDouble(Double.NaN);
        long ratings = node.path("ratings").asLong(-1);
        long alarms = node.path("alarms").asLong(-1);
        if (!(above >= 0 && above <= BOUND && below >= 0 && below <= BOUND) || ratings < 0 || alarms < 0) {
            throw new IllegalArgumentException(
                    "a drift's sums (expected: numbers from 0 to " + BOUND + ", and counts)");
        }
        Drift drift = new Drift();
        drift.sums.set(new Sums(above, below, ratings, alarms));
        return drift;
    }

    long ratings() {
        return Objects.requireNonNull(sums.get()).ratings;
    }

    /** How often it was told. */
    long alarms() {
        return Objects.requireNonNull(sums.get()).alarms;
    }
}
