package dev.pointsman.api;

import org.jspecify.annotations.Nullable;

/**
 * Tokens of one call in disjoint parts: their sum is what was processed. OpenAI's {@code prompt_tokens} is
 * {@code input + cachedRead + cacheWrite}, its {@code completion_tokens} is {@code output + reasoning}.
 *
 * @param input prompt tokens neither read from nor written to the provider's cache
 * @param output visible completion tokens
 * @param billed the tokens that are paid for, where the provider charges for others than it processed; null where for the same
 */
public record Usage(
        long input,
        long cachedRead,
        long cacheWrite,
        long output,
        long reasoning,
        @Nullable Usage billed) {
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0);

    /** All of them are paid for. */
    public Usage(long input, long cachedRead, long cacheWrite, long output, long reasoning) {
        this(input, cachedRead, cacheWrite, output, reasoning, null);
    }

    /** The same tokens, of which these are paid for. */
    public Usage billedAs(Usage charged) {
        return new Usage(input, cachedRead, cacheWrite, output, reasoning, charged);
    }

    public long prompt() {
        return input + cachedRead + cacheWrite;
    }

    public long completion() {
        return output + reasoning;
    }
}
