package dev.pointsman.guardrail;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds words and phrases in any case, each where it stands by itself; of several that begin at one place, the longest. */
final class WordFinder implements TextFinder {
    private final Map<Character, List<String>> byFirst = new HashMap<>();
    private final int longest;

    /** @param words not empty, none of them empty */
    WordFinder(Collection<String> words) {
        int most = 0;
        for (String word : words) {
            byFirst.computeIfAbsent(folded(word.charAt(0)), first -> new ArrayList<>())
                    .add(word);
            most = Math.max(most, word.length());
        }
        byFirst.values()
                .forEach(same ->
                        same.sort(Comparator.comparingInt(String::length).reversed()));
        this.longest = most + 1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WordFinder finder && finder.byFirst.equals(byFirst);
    }

    @Override
    public int hashCode() {
        return byFirst.hashCode();
    }

    private static char folded(char c) {
        return Character.toLowerCase(Character.toUpperCase(c));
    }

    /** Behind a word one more character is looked at. */
    @Override
    public int longest() {
        return longest;
    }

    @Override
    public void find(String text, int from, Places places) {
        int at = from;
        while (at < text.length()) {
            int end = end(text, at);
            if (end > at) {
                places.add(at, end, PatternFinder.MARK);
                at = end;
            } else {
                at++;
            }
        }
    }

    /** Where the word that begins there ends; -1 where none does. */
    private int end(String text, int at) {
        List<String> words = byFirst.get(folded(text.charAt(at)));
        if (words == null || joined(text, at)) {
            return -1;
        }
        for (String word : words) {
            int end = at + word.length();
            if (text.regionMatches(true, at, word, 0, word.length()) && !joined(text, end)) {
                return end;
            }
        }
        return -1;
    }

    /** Whether both sides of a place are of one word. */
    private static boolean joined(String text, int place) {
        return place > 0
                && place < text.length()
                && Character.isLetterOrDigit(text.charAt(place - 1))
                && Character.isLetterOrDigit(text.charAt(place));
    }
}
