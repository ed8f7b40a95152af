package dev.pointsman.online;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

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

    long ratings() {
        return Objects.requireNonNull(sums.get()).ratings;
    }

    /** How often it was told. */
    long alarms() {
        return Objects.requireNonNull(sums.get()).alarms;
    }
}
