package dev.pointsman.routing.facts;

import java.util.List;

/**
 * What is remembered of the conversation a request goes on with.
 *
 * @param id whose it is, for records: a hash, not the header or the messages themselves
 * @param model that answered last
 * @param warm deployments whose providers are expected to have its beginning in their prompt cache; few
 */
public record Conversation(String id, String model, List<Warm> warm) {
    /**
     * A warm prompt cache.
     *
     * @param tokens of the prompt that are expected to be read from it
     */
    public record Warm(String deployment, int tokens) {}

    public Conversation {
        warm = List.copyOf(warm);
    }

    /** Prompt tokens expected to be read from the provider's cache at that deployment; 0 where it is cold. */
    public int warmTokens(String deployment) {
        for (int i = 0; i < warm.size(); i++) {
            if (warm.get(i).deployment().equals(deployment)) {
                return warm.get(i).tokens();
            }
        }
        return 0;
    }
}
