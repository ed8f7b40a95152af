package dev.pointsman.performance;

import dev.pointsman.online.Chosen;
import dev.pointsman.online.Heads;
import dev.pointsman.online.Purse;
import dev.pointsman.performance.RecentDecisions.Answered;
import dev.pointsman.performance.RecentDecisions.Other;
import dev.pointsman.performance.RecentDecisions.Rating;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All that the gateway knows of how its models did of late; outlives policies, and is bounded by them.
 *
 * @param judging what marks have cost today
 */
public record Performance(
        ModelFigures models,
        FirstTokens firstTokens,
        SpendBook spend,
        RecentDecisions recent,
        Heads heads,
        Purse judging) {
    /**
     * Of a gateway that has just started.
     *
     * @param nanoTime monotonic clock
     * @param wallMillis Unix time in milliseconds
     */
    public static Performance of(LongSupplier nanoTime, LongSupplier wallMillis) {
        return new Performance(
                new ModelFigures(nanoTime),
                new FirstTokens(nanoTime),
                new SpendBook(wallMillis),
                new RecentDecisions(nanoTime),
                new Heads(nanoTime, wallMillis),
                new Purse());
    }

    /**
     * A comparison of an answer with another model's, as it counts: the mean of what both models were expected to be worth stays, and between them
     * stands what the comparison says. If one is right where the other is not by so much more often, that is by how much they come to differ.
     *
     * @param score 1 where the answer is better, 0 where the other model's is
     */
    public Rating comparison(Answered answered, @Nullable String task, String other, double score, long atNanos) {
        Rating before = answered.rating();
        Other same = before == null ? null : before.other();
        double others = same != null && same.model().equals(other) ? same.expected() : expected(answered, other, task);
        double middle = (expected(answered, answered.model(), task) + others) / 2;
        return new Rating(middle + score - 0.5, task, atNanos, new Other(other, middle - score + 0.5, others));
    }

    /** What a model's answer was worth as far as is known, 0..1; a half where nothing is. */
    private double expected(Answered answered, String model, @Nullable String task) {
        Chosen chosen = answered.chosen();
        double learned = chosen == null ? Double.NaN : heads.expected(chosen, model, task);
        double known = Double.isNaN(learned) ? models.feedback(model, null) : learned;
        return Double.isNaN(known) ? 0.5 : Math.max(0, Math.min(1, known));
    }

    /**
     * Counts a rating of an answer in the place of the one before; whether there was one. Scores that learn take the first rating as one, and what comes
     * after as its correction, so that nobody makes them sure by repeating it.
     */
    public boolean rated(Answered answered, Rating rating) {
        String model = answered.model();
        Rating before = answered.rate(rating);
        Other other = rating.other();
        if (before != null) {
            models.withdrawn(model, before);
        }
        models.rated(model, rating.task(), rating.score());
        if (other != null) {
            models.rated(other.model(), rating.task(), other.score());
        }
        Chosen chosen = answered.chosen();
        if (chosen != null && before != null) {
            corrected(chosen, model, before, rating);
        } else if (chosen != null && other != null) {
            heads.compared(chosen, model, rating.task(), rating.score());
            heads.compared(chosen, other.model(), rating.task(), other.score());
        } else if (chosen != null) {
            heads.rated(chosen, model, rating.task(), rating.score());
        }
        return before != null;
    }

    private void corrected(Chosen chosen, String model, Rating before, Rating now) {
        heads.corrected(chosen, model, before.task(), now.score() - before.score(), before.atNanos());
        Other was = before.other();
        Other is = now.other();
        if (was != null) {
            double score = is != null && is.model().equals(was.model()) ? is.score() : was.expected();
            heads.corrected(chosen, was.model(), before.task(), score - was.score(), before.atNanos());
        }
    }
}
