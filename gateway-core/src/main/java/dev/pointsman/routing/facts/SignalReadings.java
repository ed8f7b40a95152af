package dev.pointsman.routing.facts;

import org.jspecify.annotations.Nullable;

/**
 * The signals of one prompt that were looked at, and what they said.
 *
 * @param inputTokens -1 where nobody looked
 * @param languageRead whether anybody looked
 * @param code -1 where nobody looked
 * @param taskRead whether anybody looked
 * @param taskRemark what was found of it, in words; null where nobody looked
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
        @Nullable String taskRemark,
        boolean difficultyRead,
        double difficulty) {
    /** Nobody looked at anything. */
    public static final SignalReadings NONE =
            new SignalReadings(-1, false, null, -1, false, null, null, false, Double.NaN);

    /** The same with other tokens. */
    public SignalReadings withTokens(int tokens) {
        return new SignalReadings(
                tokens, languageRead, language, code, taskRead, task, taskRemark, difficultyRead, difficulty);
    }

    /** The same in another language. */
    public SignalReadings withLanguage(String other) {
        return new SignalReadings(
                inputTokens, true, other, code, taskRead, task, taskRemark, difficultyRead, difficulty);
    }

    /** The same with another share of code. */
    public SignalReadings withCode(double other) {
        return new SignalReadings(
                inputTokens, languageRead, language, other, taskRead, task, taskRemark, difficultyRead, difficulty);
    }

    /** The same told as another task, or as none. */
    public SignalReadings withTask(boolean read, @Nullable TaskGuess other) {
        return new SignalReadings(
                inputTokens, languageRead, language, code, read, other, taskRemark, difficultyRead, difficulty);
    }

    /** The same with another difficulty. */
    public SignalReadings withDifficulty(double other) {
        return new SignalReadings(inputTokens, languageRead, language, code, taskRead, task, taskRemark, true, other);
    }
}
