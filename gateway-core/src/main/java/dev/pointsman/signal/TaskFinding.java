package dev.pointsman.signal;

import dev.pointsman.routing.facts.TaskGuess;
import org.jspecify.annotations.Nullable;

/**
 * What is found of a request's task.
 *
 * @param guess null where it is left open
 * @param remark the same in words: {@code code (0.83)}, {@code abstained (0.41 below 0.55)}
 * @param awaited whether a model could still be asked
 */
public record TaskFinding(@Nullable TaskGuess guess, String remark, boolean awaited) {
    /** Left open, for good. */
    public static TaskFinding abstained(String why) {
        return new TaskFinding(null, "abstained (" + why + ")", false);
    }

    /** Told, if that is sure enough. */
    public static TaskFinding of(String label, double confidence, double least) {
        if (confidence < least) {
            return abstained(rounded(confidence) + " below " + rounded(least));
        }
        return new TaskFinding(new TaskGuess(label, confidence), label + " (" + rounded(confidence) + ")", false);
    }

    /** The same, not yet given up. */
    public TaskFinding open() {
        return new TaskFinding(null, remark, true);
    }

    /** The same with a word on where it is from. */
    public TaskFinding by(String source) {
        return new TaskFinding(guess, remark + ", " + source, awaited);
    }

    /** Cut, not rounded: 0.549 is not to read like 0.55. */
    private static String rounded(double confidence) {
        int cents = (int) (confidence * 100 + 1e-9);
        return cents >= 100 ? "1.00" : (cents < 10 ? "0.0" : "0.") + cents;
    }
}
