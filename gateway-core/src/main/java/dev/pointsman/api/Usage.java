package dev.pointsman.api;

import org.jspecify.annotations.Nullable;

/**
 * Tokens of one call in disjoint parts: their sum is what was processed. OpenAI's {@code prompt_tokens} is
 * {@code input + cachedRead + cacheWrite}, its {@code completion_tokens} is {@code output + reasoning}.
 *
 * @param input prompt tokens neither read from nor written to the provider's cache
 * @param output visible completion tokens
 * @param billed the tokens that are paid for, where the provider charges for others than it processed; null where for the same
 * @param dear those of them that have prices of their own
 */
public record Usage(
        long input,
        long cachedRead,
        long cacheWrite,
        long output,
        long reasoning,
        @Nullable Usage billed,
        Dear dear) {
    /**
     * Tokens with prices of their own, each a part of what the field says.
     *
     * @param audioIn of {@code input}
     * @param audioOut of {@code output}
     * @param hourWrite of {@code cacheWrite}: kept for an hour in place of minutes
     * @param tier the provider's tier that served the call ({@code flex}, {@code priority}, {@code batch}); null for the usual one
     */
    public record Dear(
            long audioIn,
            long audioOut,
            long hourWrite,
            @Nullable String tier) {
        public static final Dear NONE = new Dear(0, 0, 0, null);
    }

    public static final Usage NONE = new Usage(0, 0, 0, 0, 0);

    /** All of them are paid for, at the usual prices. */
    public Usage(long input, long cachedRead, long cacheWrite, long output, long reasoning) {
        this(input, cachedRead, cacheWrite, output, reasoning, null, Dear.NONE);
    }

    /** Whether nothing was used, or nothing is known of it. */
    public boolean isNone() {
        return (input | cachedRead | cacheWrite | output | reasoning) == 0 && equals(NONE);
    }

    /** The same tokens, of which these are paid for. */
    public Usage billedAs(Usage charged) {
        return new Usage(input, cachedRead, cacheWrite, output, reasoning, charged, dear);
    }

    /** The same tokens, some of which have prices of their own: of each kind as many as there are, at most. */
    public Usage with(Dear some) {
        return new Usage(
                input,
                cachedRead,
                cacheWrite,
                output,
                reasoning,
                billed,
                new Dear(
                        Math.min(input, some.audioIn),
                        Math.min(output, some.audioOut),
                        Math.min(cacheWrite, some.hourWrite),
                        some.tier));
    }

    /** The same tokens, as another tier of the provider served them; null for the usual one. */
    public Usage inTier(@Nullable String tier) {
        return tier == null ? this : with(new Dear(dear.audioIn, dear.audioOut, dear.hourWrite, tier));
    }

    public long prompt() {
        return input + cachedRead + cacheWrite;
    }

    public long completion() {
        return output + reasoning;
    }
}
