package dev.pointsman.performance;

import dev.pointsman.online.Chosen;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who answered what, for feedback that comes later: about the newest {@value #MOST} answers, at most 24 hours old; some 1 MB, 4 MB more where scores of five
 * models learn from ratings. Shared by all loops: {@value #PARTS} parts by id, each with a lock that is held for the time of a few writes. An answer is numbers
 * and references to names of the policy, in places that are used again: objects that were kept for a second each would all grow old.
 */
public final class RecentDecisions {
    static final int MOST = 16_384;
    private static final int PARTS = 8;

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
        private final AnswerTable part;
        private final AnswerTable.Id id;
        private final Who who;

        private Answered(AnswerTable part, AnswerTable.Id id, Who who) {
            this.part = part;
            this.id = id;
            this.who = who;
        }

        public String model() {
            return who.model;
        }

        public String deployment() {
            return who.deployment;
        }

        /** Null where the classifier told none. */
        public @Nullable String task() {
            return who.task;
        }

        /** Null where no score learns from it. */
        public @Nullable Chosen chosen() {
            return who.chosen;
        }

        /** Whether somebody has rated it. */
        public boolean rated() {
            return rating() != null;
        }

        /** What was thought of it last; null where nobody has rated it. */
        public @Nullable Rating rating() {
            return part.rating(id);
        }

        /** Puts a rating in the place of the one before, which it gives; null where there was none. */
        public @Nullable Rating rate(Rating now) {
            return part.rate(id, now);
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
    private final AnswerTable[] parts = new AnswerTable[PARTS];

    public RecentDecisions(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        Arrays.setAll(parts, part -> new AnswerTable(MOST / PARTS));
    }

    public void add(String id, Who who) {
        AnswerTable.Id of = AnswerTable.Id.of(id);
        part(of).add(of, who, nanoTime.getAsLong());
    }

    /** Null where it is not known, too old, or another key's. */
    public @Nullable Answered find(String id, String key) {
        AnswerTable.Id of = AnswerTable.Id.of(id);
        AnswerTable part = part(of);
        Who who = part.find(of, nanoTime.getAsLong() - KEPT_NANOS);
        return who != null && who.key.equals(key) ? new Answered(part, of, who) : null;
    }

    private AnswerTable part(AnswerTable.Id id) {
        return parts[(int) (id.high() >>> Integer.SIZE) & (PARTS - 1)];
    }
}
