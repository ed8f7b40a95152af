package dev.pointsman.performance;

import dev.pointsman.online.Chosen;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who answered what, for feedback that comes later: the newest {@value #MOST} answers, at most 24 hours old; about 4 MB when full, 8 MB where scores of five models
 * learn from ratings. Shared by all loops: a ring of the answers, and a map to them by id from which what leaves the ring is removed.
 */
public final class RecentDecisions {
    static final int MOST = 16_384;

    private static final long KEPT_NANOS = Duration.ofHours(24).toNanos();

    /**
     * What a client thought of an answer, and when it said so.
     *
     * @param score that counts for the model, 0..1; of a comparison -0.5..1.5
     * @param task that it was counted for
     * @param other what a comparison counts for the model that the answer was compared with; null where it is none
     */
    public record Rating(
            double score,
            @Nullable String task,
            long atNanos,
            @Nullable Other other) {
        /** Of the answer by itself. */
        public Rating(double score, @Nullable String task, long atNanos) {
            this(score, task, atNanos, null);
        }
    }

    /**
     * A model that an answer was compared with.
     *
     * @param score that counts for it, -0.5..1.5
     * @param expected what it was expected to be worth, 0..1
     */
    public record Other(String model, double score, double expected) {}

    /** An answer that may be rated. */
    public static final class Answered {
        private final String id;
        private final String model;
        private final String deployment;
        private final @Nullable String task;
        private final String key;
        private final @Nullable Chosen chosen;
        private final long atNanos;
        private final AtomicReference<@Nullable Rating> rating = new AtomicReference<>();

        private Answered(String id, Who who, long atNanos) {
            this.id = id;
            this.model = who.model;
            this.deployment = who.deployment;
            this.task = who.task;
            this.key = who.key;
            this.chosen = who.chosen;
            this.atNanos = atNanos;
        }

        public String model() {
            return model;
        }

        public String deployment() {
            return deployment;
        }

        /** Null where the classifier told none. */
        public @Nullable String task() {
            return task;
        }

        /** Null where no score learns from it. */
        public @Nullable Chosen chosen() {
            return chosen;
        }

        /** Whether somebody has rated it. */
        public boolean rated() {
            return rating.get() != null;
        }

        /** What was thought of it last; null where nobody has rated it. */
        public @Nullable Rating rating() {
            return rating.get();
        }

        /** Puts a rating in the place of the one before, which it gives; null where there was none. */
        public @Nullable Rating rate(Rating now) {
            return rating.getAndSet(now);
        }
    }

    /**
     * Who answered whom.
     *
     * @param key name of the virtual key that asked
     * @param chosen how; null where no score learns from it
     */
    public record Who(
            String model,
            String deployment,
            @Nullable String task,
            String key,
            @Nullable Chosen chosen) {}

    private final LongSupplier nanoTime;
    private final AtomicReferenceArray<@Nullable Answered> ring = new AtomicReferenceArray<>(MOST);
    private final Map<String, Answered> byId = new ConcurrentHashMap<>();
    private final AtomicLong next = new AtomicLong();

    public RecentDecisions(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    public void add(String id, Who who) {
        Answered answered = new Answered(id, who, nanoTime.getAsLong());
        Answered old = ring.getAndSet((int) (next.getAndIncrement() & (MOST - 1)), answered);
        if (old != null) {
            byId.remove(old.id, old);
        }
        byId.put(id, answered);
    }

    /** Null where it is not known, too old, or another key's. */
    public @Nullable Answered find(String id, String key) {
        Answered answered = byId.get(id);
        return answered != null && answered.key.equals(key) && nanoTime.getAsLong() - answered.atNanos < KEPT_NANOS
                ? answered
                : null;
    }
}
