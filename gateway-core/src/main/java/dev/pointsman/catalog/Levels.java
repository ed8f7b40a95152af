package dev.pointsman.catalog;

import dev.pointsman.config.ConfigNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The words for levels of experience, in lower case, the lowest first.
 *
 * @param words at least two
 */
public record Levels(List<String> words) {
    /** The skill group whose values are levels. */
    public static final String GROUP = "level";

    public static final Levels DEFAULT = new Levels(List.of("basic", "skilled", "expert"));

    public Levels {
        words = List.copyOf(words);
    }

    /** Reads a list such as {@code [junior, senior, lead]}; null stands for the default. */
    public static Levels from(@Nullable ConfigNode node) {
        if (node == null) {
            return DEFAULT;
        }
        List<String> words = new ArrayList<>();
        for (ConfigNode item : node.items()) {
            String word = item.text().strip().toLowerCase(Locale.ROOT);
            if (item.isScalar() && (word.isEmpty() || "<>=".indexOf(word.charAt(0)) >= 0)) {
                item.problem("expected a word for a level but found \"" + word + "\"");
            } else if (words.contains(word)) {
                item.problem("\"" + word + "\" is already listed");
            } else {
                words.add(word);
            }
        }
        if (node.isList() && node.items().size() < 2) {
            node.problem("expected at least two levels, the lowest first, such as [basic, skilled, expert]");
        }
        return new Levels(words);
    }

    /** 0 for the lowest; -1 where it is none. */
    public int rank(String word) {
        return words.indexOf(word);
    }
}
