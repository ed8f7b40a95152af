package dev.pointsman.performance;

import dev.pointsman.online.Chosen;
import dev.pointsman.online.Heads;
import dev.pointsman.online.Purse;
import dev.pointsman.performance.RecentDecisions.Answered;
import dev.pointsman.performance.RecentDecisions.Rating;
import java.util.function.LongSupplier;

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

    /** Counts a rating of an answer in the place of the one before; whether there was one. */
    public boolean rated(Answered answered, Rating rating) {
        Rating before = answered.rate(rating);
        if (before != null) {
            models.withdrawn(answered.model(), before);
        }
        models.rated(answered.model(), rating.task(), rating.score());
        Chosen chosen = answered.chosen();
        if (chosen != null && before == null) {
            heads.rated(chosen, answered.model(), rating.task(), rating.score());
        } else if (chosen != null && before != null) {
            double higher = rating.score() - before.score();
            heads.corrected(chosen, answered.model(), before.task(), higher, before.atNanos());
        }
        return before != null;
    }
}
