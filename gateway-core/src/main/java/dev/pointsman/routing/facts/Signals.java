package dev.pointsman.routing.facts;

import dev.pointsman.tokens.Tokenizer;
import org.jspecify.annotations.Nullable;

/** Facts about one prompt, worked out when first asked for and then kept. A signal that abstains gives null (or NaN). */
public interface Signals {
    /** Estimated prompt tokens. */
    int inputTokens();

    /** Prompt tokens as a tokenizer counts them; the estimate where that cannot be told. */
    default int tokens(Tokenizer tokenizer) {
        return inputTokens();
    }

    /** ISO 639-1 code of the user's language; null where it cannot be told. */
    @Nullable
    String language();

    /** Share of the text that looks like source code, 0..1. */
    double code();

    /** The task the prompt is told to be; null where the classifier is not sure enough, too slow, or there is none. */
    @Nullable
    TaskGuess task();

    /** What was found of the task, in words; null where nothing asked for it. */
    default @Nullable String taskRemark() {
        return null;
    }

    /** How hard the prompt looks for a small model, 0..1; NaN where it cannot be told. */
    double difficulty();

    /** What was asked for so far, without working out anything more. */
    default SignalReadings readings() {
        return new SignalReadings(
                inputTokens(), true, language(), code(), true, task(), taskRemark(), true, difficulty());
    }
}
