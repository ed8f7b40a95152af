package dev.pointsman.providers.claude;

import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.Drops;
import org.jspecify.annotations.Nullable;

/**
 * How a Claude model is to choose its words: at most one of temperature and {@code top_p}, none while it thinks or where it takes none.
 *
 * @param temperature 0..1; null to leave it out
 * @param topP null to leave it out
 * @param topK null to leave it out
 */
public record Sampling(
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Integer topK) {
    /** What a request asks for; what cannot be asked, and is not what would happen anyway, is lost. */
    public static Sampling of(ChatRequest request, ClaudeModel model, boolean thinks, Drops drops) {
        boolean free = model.sampling() && !thinks;
        Double temperature = request.number("temperature");
        Double topP = request.number("top_p");
        Double topK = request.number("top_k");
        boolean top = free && temperature == null;
        if (temperature != null && !free && temperature != 1) {
            drops.lose("temperature");
        }
        if (topP != null && !top && topP != 1) {
            drops.lose("top_p");
        }
        if (topK != null && !free) {
            drops.lose("top_k");
        }
        return new Sampling(
                temperature == null || !free ? null : Math.max(0, Math.min(1, temperature)),
                top ? topP : null,
                topK == null || !free ? null : topK.intValue());
    }
}
