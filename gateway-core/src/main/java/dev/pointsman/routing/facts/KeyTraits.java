package dev.pointsman.routing.facts;

import java.util.Set;

/**
 * What a virtual key brings to a decision beside its name, its team and its models.
 *
 * @param tags words that rules may ask for; they are the operator's, a client cannot set them
 * @param fallback whether another model may stand in for the chosen one
 */
public record KeyTraits(Set<String> tags, boolean fallback) {
    public static final KeyTraits NONE = new KeyTraits(Set.of(), true);

    public KeyTraits {
        tags = Set.copyOf(tags);
    }
}
