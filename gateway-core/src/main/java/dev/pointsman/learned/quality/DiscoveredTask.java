package dev.pointsman.learned.quality;

import dev.pointsman.learned.file.FileInput;
import dev.pointsman.learned.file.FileOutput;
import dev.pointsman.learned.file.RefusedFile;
import java.util.ArrayList;
import java.util.List;

/**
 * A kind of prompts that was found in examples.
 *
 * @param words typical of it, the most typical first; its name is the first few of them
 * @param prompts how many of the examples are of this kind
 */
public record DiscoveredTask(List<String> words, int prompts) {
    /** Most tasks there may be. */
    public static final int MOST = 512;

    private static final int MOST_WORDS = 32;
    private static final int MOST_WORD_BYTES = 256;
    private static final int WORDS_OF_NAME = 3;

    public DiscoveredTask {
        words = List.copyOf(words);
        if (words.size() > MOST_WORDS || prompts < 0) {
            throw new IllegalArgumentException("words: " + words.size() + " (expected: up to " + MOST_WORDS + ")");
        }
    }

    /** Its first words, joined by dashes; empty where it has none. */
    public String name() {
        return String.join("-", words.subList(0, Math.min(WORDS_OF_NAME, words.size())));
    }

    void write(FileOutput out) {
        out.number(prompts).number(words.size());
        words.forEach(out::text);
    }

    static DiscoveredTask read(FileInput in) throws RefusedFile {
        int prompts = in.count(0, Integer.MAX_VALUE, "prompts of a task");
        int count = in.count(0, MOST_WORDS, "words of a task");
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            words.add(in.text(1, MOST_WORD_BYTES, "task's words"));
        }
        return new DiscoveredTask(words, prompts);
    }
}
