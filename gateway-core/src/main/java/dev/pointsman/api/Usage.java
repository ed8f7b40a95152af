package dev.pointsman.api;

/**
 * Tokens of one call in disjoint parts: their sum is what was processed. OpenAI's {@code prompt_tokens} is
 * {@code input + cachedRead + cacheWrite}, its {@code completion_tokens} is {@code output + reasoning}.
 *
 * @param input prompt tokens neither read from nor written to the provider's cache
 * @param output visible completion tokens
 */
public record Usage(long input, long cachedRead, long cacheWrite, long output, long reasoning) {
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0);

    public long prompt() {
        return input + cachedRead + cacheWrite;
    }

    public long completion() {
        return output + reasoning;
    }
}
