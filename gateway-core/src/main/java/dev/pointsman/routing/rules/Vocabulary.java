package dev.pointsman.routing.rules;

import dev.pointsman.routing.text.PatternSet;
import dev.pointsman.routing.text.WordAutomaton;
import java.util.ArrayList;
import java.util.List;

/**
 * All that the rules of one set look for in one kind of text.
 *
 * @param words as they are compared: lower case, one space between two; their places are their numbers
 * @param written the patterns as the policy writes them; their places are their numbers
 */
record Vocabulary(List<String> words, WordAutomaton automaton, List<String> written, PatternSet patterns) {
    Vocabulary {
        words = List.copyOf(words);
        written = List.copyOf(written);
    }

    boolean isEmpty() {
        return words.isEmpty() && written.isEmpty();
    }

    /** Words and patterns, in the form in which a record names them. */
    List<String> all() {
        List<String> all = new ArrayList<>(words);
        all.addAll(written);
        return all;
    }
}
