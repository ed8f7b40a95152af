package dev.pointsman.routing.reach;

import com.google.re2j.Pattern;
import java.util.Map;
import java.util.Set;

/**
 * What a text is held against.
 *
 * @param texts the values it may equal, or the words that may stand in it
 * @param patterns those that may be found in it, as written
 * @param any whether any text at all will do
 * @param whole whether {@code texts} are whole values, so that which ones match can be told
 */
record Match(Set<String> texts, Map<String, Pattern> patterns, boolean any, boolean whole) {
    Match {
        texts = Set.copyOf(texts);
        patterns = Map.copyOf(patterns);
    }

    /** Whether it is a list of values and nothing else. */
    boolean finite() {
        return whole && !any && patterns.isEmpty();
    }

    boolean admits(String value) {
        return any
                || texts.contains(value)
                || patterns.values().stream()
                        .anyMatch(pattern -> pattern.matcher(value).find());
    }

    /** Whether it is certain that every text this matches is matched by the other. */
    boolean within(Match other) {
        return other.any
                || (!any
                        && other.patterns.keySet().containsAll(patterns.keySet())
                        && texts.stream().allMatch(text -> whole ? other.admits(text) : other.texts.contains(text)));
    }
}
