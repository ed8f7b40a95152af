package dev.pointsman.provider.chat;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A mark that the prompt up to here is worth keeping in the provider's cache: {@code cache_control} in Anthropic's words,
 * {@code prompt_cache_breakpoint} in OpenAI's.
 *
 * @param ttl how long, in the provider's own words ({@code 5m}, {@code 1h}); null for its usual time
 */
public record CacheHint(@Nullable String ttl) {
    static @Nullable CacheHint of(JsonNode holder) {
        JsonNode hint = holder.path("cache_control");
        if (hint.isObject()) {
            return new CacheHint(hint.path("ttl").asString(null));
        }
        return holder.path("prompt_cache_breakpoint").isObject() ? new CacheHint(null) : null;
    }
}
