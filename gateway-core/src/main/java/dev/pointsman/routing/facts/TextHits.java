package dev.pointsman.routing.facts;

import java.util.List;

/**
 * Which words and patterns of the rules stand in a request's text, as the policy writes them: what is kept of a prompt, so that a decision can
 * be made again without it.
 *
 * @param text those in the last user message
 * @param system those in the system messages
 */
public record TextHits(List<String> text, List<String> system) {
    public static final TextHits NONE = new TextHits(List.of(), List.of());

    public TextHits {
        text = List.copyOf(text);
        system = List.copyOf(system);
    }
}
