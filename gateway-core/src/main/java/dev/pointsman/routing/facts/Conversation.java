package dev.pointsman.routing.facts;

import java.util.List;

/**
 * What is remembered of the conversation a request goes on with.
 *
 * @param id whose it is, for records: a hash, not the header or the messages themselves
 * @param model that answered last
 * @param warm deployments that are likely to have its beginning in their provider's prompt cache, the latest first; few
 * @param amidTools the request brings the result of a tool: the model is in the midst of an answer
 */
public record Conversation(String id, String model, List<Warm> warm, boolean amidTools) {
    /**
     * A deployment that answered not long ago.
     *
     * @param tokens of the prompt that are expected to be read from the cache; 0 where its provider is not known to have one
     */
    public record Warm(String deployment, int tokens) {}

    public Conversation {
        warm = List.copyOf(warm);
    }

    public Conversation(String id, String model, List<Warm> warm) {
        this(id, model, warm, false);
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
