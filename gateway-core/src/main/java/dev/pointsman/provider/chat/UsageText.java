package dev.pointsman.provider.chat;

import dev.pointsman.api.Usage;

/** Writes {@link Usage} as OpenAI does: prompt tokens with what the cache gave and took, completion tokens with reasoning, and their sum. */
final class UsageText {
    private UsageText() {}

    static void write(Usage usage, JsonBytes out) {
        out.add("{\"prompt_tokens\":").add(usage.prompt());
        out.add(",\"completion_tokens\":").add(usage.completion());
        out.add(",\"total_tokens\":").add(usage.prompt() + usage.completion());
        out.add(",\"prompt_tokens_details\":{\"cached_tokens\":").add(usage.cachedRead());
        out.add(",\"cache_write_tokens\":").add(usage.cacheWrite());
        out.add("},\"completion_tokens_details\":{\"reasoning_tokens\":").add(usage.reasoning());
        out.add("}}");
    }
}
