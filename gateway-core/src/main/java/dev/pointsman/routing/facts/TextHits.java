package dev.pointsman.routing.facts;

import java.util.List;

/**
 * Which words and patterns of the rules stand in a request's text, as the policy writes them: what is kept of a prompt, so that a decision can
 * be made again without it.
 *
 * @param text those in the last user message
 * @param system those in the system messages
 * @param read what was searched whole: there, what is not named did not stand in the text
 */
public record TextHits(List<String> text, List<String> system, Read read) {
    /** For which of the rules' words and patterns every one was searched. */
    public record Read(boolean words, boolean patterns, boolean systemWords, boolean systemPatterns) {
        /** Nothing is told of what is not among the hits. */
        public static final Read NOTHING = new Read(false, false, false, false);
    }

    public static final TextHits NONE = new TextHits(List.of(), List.of());

    public TextHits {
        text = List.copyOf(text);
        system = List.copyOf(system);
    }

    /** Tells nothing of what is not among the hits. */
    public TextHits(List<String> text, List<String> system) {
        this(text, system, Read.NOTHING);
    }
}
