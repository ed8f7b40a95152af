package dev.pointsman.routing.facts;

import dev.pointsman.tokens.Tokenizer;
import java.util.Map;
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
 * @param counted prompt tokens by each tokenizer that counted them
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
        double difficulty,
        Map<Tokenizer, Integer> counted) {
    /** Nobody looked at anything. */
    public static final SignalReadings NONE =
            new SignalReadings(-1, false, null, -1, false, null, null, false, Double.NaN);

    public SignalReadings {
        counted = Map.copyOf(counted);
    }

    /** Of a prompt whose tokens no tokenizer counted. */
    public SignalReadings(
            int inputTokens,
            boolean languageRead,
            @Nullable String language,
            double code,
            boolean taskRead,
            @Nullable TaskGuess task,
            @Nullable String taskRemark,
            boolean difficultyRead,
            double difficulty) {
        this(
                inputTokens,
                languageRead,
                language,
                code,
                taskRead,
                task,
                taskRemark,
                difficultyRead,
                difficulty,
                Map.of());
    }

    /** The estimate of the tokens, else what a tokenizer counted; -1 where nobody looked at either. */
    public int anyTokens() {
        if (inputTokens >= 0) {
            return inputTokens;
        }
        int any = -1;
        for (Tokenizer tokenizer : Tokenizer.values()) {
            any = Math.max(any, counted.getOrDefault(tokenizer, -1));
        }
        return any;
    }

    /** The same with other tokens, however they are told. */
    public SignalReadings withTokens(int tokens) {
        return new SignalReadings(
                tokens, languageRead, language, code, taskRead, task, taskRemark, difficultyRead, difficulty);
    }

    /** The same in another language. */
    public SignalReadings withLanguage(String other) {
        return new SignalReadings(
                inputTokens, true, other, code, taskRead, task, taskRemark, difficultyRead, difficulty, counted);
    }

    /** The same with another share of code. */
    public SignalReadings withCode(double other) {
        return new SignalReadings(
                inputTokens,
                languageRead,
                language,
                other,
                taskRead,
                task,
                taskRemark,
                difficultyRead,
                difficulty,
                counted);
    }

    /** The same told as another task, or as none. */
    public SignalReadings withTask(boolean read, @Nullable TaskGuess other) {
        return new SignalReadings(
                inputTokens,
                languageRead,
                language,
                code,
                read,
                other,
                taskRemark,
                difficultyRead,
                difficulty,
                counted);
    }

    /** The same with another difficulty. */
    public SignalReadings withDifficulty(double other) {
        return new SignalReadings(
                inputTokens, languageRead, language, code, taskRead, task, taskRemark, true, other, counted);
    }
}
