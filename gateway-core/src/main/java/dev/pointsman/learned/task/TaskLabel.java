package dev.pointsman.learned.task;

import java.util.List;

/**
 * One task of a policy.
 *
 * @param words and phrases that speak for it
 * @param like sentences of the kind
 */
public record TaskLabel(String name, List<String> words, List<String> like) {
    public TaskLabel {
        words = List.copyOf(words);
        like = List.copyOf(like);
    }

    /** The same without its sentences. */
    TaskLabel byWords() {
        return new TaskLabel(name, words, List.of());
    }
}
