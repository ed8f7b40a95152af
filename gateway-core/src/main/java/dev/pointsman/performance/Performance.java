package dev.pointsman.performance;

import dev.pointsman.online.Heads;
import java.util.function.LongSupplier;

/** All that the gateway knows of how its models did of late; outlives policies, and is bounded by them. */
public record Performance(
        ModelFigures models, FirstTokens firstTokens, SpendBook spend, RecentDecisions recent, Heads heads) {
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
                new Heads(nanoTime, wallMillis));
    }
}
