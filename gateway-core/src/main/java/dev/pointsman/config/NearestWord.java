package dev.pointsman.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Known words near to one that is not known, by edit distance. */
public final class NearestWord {
    private NearestWord() {}

    /** {@code  (did you mean "weights"?)}, or "" where nothing is near. */
    public static String hint(String word, Collection<String> known) {
        List<String> near = near(word, known, 1);
        return near.isEmpty() ? "" : " (did you mean \"" + near.get(0) + "\"?)";
    }

    /** At most {@code limit} known words whose distance is at most a third of the length (at least 2), nearest first. */
    public static List<String> near(String word, Collection<String> known, int limit) {
        String lower = word.toLowerCase(Locale.ROOT);
        int most = Math.max(2, word.length() / 3);
        record Scored(String word, int distance) {}
        return known.stream()
                .filter(candidate -> !candidate.isBlank())
                .map(candidate -> new Scored(candidate, distance(lower, candidate.toLowerCase(Locale.ROOT))))
                .filter(scored -> scored.distance <= most)
                .sorted(Comparator.comparingInt(Scored::distance)
                        .thenComparingInt(scored -> Math.abs(scored.word.length() - word.length()))
                        .thenComparing(Scored::word))
                .limit(limit)
                .map(Scored::word)
                .toList();
    }

    private static int distance(String a, String b) {
        if (a.startsWith(b) || b.startsWith(a)) {
            return 1;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
