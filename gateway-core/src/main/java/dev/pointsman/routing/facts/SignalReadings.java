package dev.pointsman.routing.facts;

import org.jspecify.annotations.Nullable;

/**
 * The signals of one prompt that were looked at, and what they said.
 *
 * @param inputTokens -1 where nobody looked
 * @param languageRead whether anybody looked
 * @param code -1 where nobody looked
 * @param taskRead whether anybody looked
 * @param difficultyRead whether anybody looked
 * @param difficulty NaN where it could not be told, or nobody looked
 */
public record SignalReadings(
        int inputTokens,
        boolean languageRead,
        @Nullable String language,
        double code,
        boolean taskRead,
        @Nullable TaskGuess task,
        boolean difficultyRead,
        double difficulty) {
    /** Nobody looked at anything. */
    public static final SignalReadings NONE = new SignalReadings(-1, false, null, -1, false, null, false, Double.NaN);
}
