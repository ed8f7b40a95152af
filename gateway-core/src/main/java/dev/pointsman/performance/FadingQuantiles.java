package dev.pointsman.performance;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Quantiles of times of late, in bounded memory: a histogram of 80 buckets from 1 ms to 17 minutes, each a quarter of an octave wide (so a
 * quantile is off by at most 9 %), in which a time counts half after its half-life.
 *
 * <p>Fading costs nothing: instead of the old, the new are worth more, by 2^(age / half-life) since a landmark (forward decay: Cormode,
 * Shkapenyuk, Srivastava, Xu, "Forward Decay: A Practical Time Decay Model for Streaming Systems", 2009). When those numbers grow large, the
 * buckets are copied to a new landmark; a time noted at that very moment by another loop may be lost.
 */
final class FadingQuantiles {
    private static final int BUCKETS = 80;
    private static final double PER_OCTAVE = 4;
    private static final double LN_2 = Math.log(2);
    /** Half-lives after which the landmark moves: 2^200 is far from what a double holds. */
    private static final double LANDMARK_HALF_LIVES = 200;
    /** Times of now that it takes before a quantile tells anything. */
    private static final double ENOUGH = 10;

    private record Since(long landmarkNanos, AtomicLongArray buckets) {}

    private final double halfLifeNanos;
    private final AtomicReference<Since> since;

    FadingQuantiles(double halfLifeNanos, long nowNanos) {
        this.halfLifeNanos = halfLifeNanos;
        this.since = new AtomicReference<>(new Since(nowNanos, new AtomicLongArray(BUCKETS)));
    }

    /** Notes a time of now. */
    void add(double millis, long nowNanos) {
        Since at = fresh(nowNanos);
        double worth = Math.exp(LN_2 * (nowNanos - at.landmarkNanos) / halfLifeNanos);
        AtomicLongArray buckets = at.buckets;
        int bucket = bucket(millis);
        long before;
        do {
            before = buckets.get(bucket);
        } while (!buckets.compareAndSet(
                bucket, before, Double.doubleToRawLongBits(Double.longBitsToDouble(before) + worth)));
    }

    /**
     * The time that a share of the recent ones does not exceed, in milliseconds; NaN where too little is known.
     *
     * @param share 0..1
     */
    double quantile(double share, long nowNanos) {
        Since at = since();
        double sum = 0;
        for (int i = 0; i < BUCKETS; i++) {
            sum += worth(at, i);
        }
        double now = sum * FadingMean.faded(nowNanos - at.landmarkNanos, halfLifeNanos);
        if (now < ENOUGH) {
            return Double.NaN;
        }
        double below = 0;
        int bucket = -1;
        do {
            bucket++;
            below += worth(at, bucket);
        } while (below < share * sum && bucket < BUCKETS - 1);
        return Math.pow(2, (bucket + 0.5) / PER_OCTAVE);
    }

    private Since fresh(long nowNanos) {
        Since at = since();
        if (nowNanos - at.landmarkNanos < LANDMARK_HALF_LIVES * halfLifeNanos) {
            return at;
        }
        double kept = FadingMean.faded(nowNanos - at.landmarkNanos, halfLifeNanos);
        AtomicLongArray moved = new AtomicLongArray(BUCKETS);
        for (int i = 0; i < BUCKETS; i++) {
            moved.set(i, Double.doubleToRawLongBits(worth(at, i) * kept));
        }
        since.compareAndSet(at, new Since(nowNanos, moved));
        return since();
    }

    private Since since() {
        return Objects.requireNonNull(since.get());
    }

    private static double worth(Since at, int bucket) {
        return Double.longBitsToDouble(at.buckets.get(bucket));
    }

    private static int bucket(double millis) {
        return millis <= 1 ? 0 : Math.min(BUCKETS - 1, (int) (PER_OCTAVE * Math.log(millis) / LN_2));
    }
}
