package dev.pointsman.training.routers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The words that tell a group of prompts from the others: by the share of its prompts that have them, times the logarithm of how much more often
 * that is than in all. Words of letters only, and what only one prompt of a group has tells nothing.
 */
final class TaskWords {
    private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}]+");
    private static final int MOST_CHARACTERS = 4_000;
    private static final int LEAST_LETTERS = 3;
    private static final int MOST_LETTERS = 30;
    private static final int WORDS = 8;

    private final List<Set<String>> words = new ArrayList<>();
    private final Map<String, Integer> having = new HashMap<>();

    TaskWords(List<String> prompts) {
        for (String prompt : prompts) {
            Set<String> distinct = new HashSet<>();
            String read = prompt.substring(0, Math.min(prompt.length(), MOST_CHARACTERS));
            for (String word : NO_LETTERS.split(read.toLowerCase(Locale.ROOT), -1)) {
                if (word.length() >= LEAST_LETTERS && word.length() <= MOST_LETTERS) {
                    distinct.add(word);
                }
            }
            distinct.forEach(word -> having.merge(word, 1, Integer::sum));
            words.add(distinct);
        }
    }

    /** The most typical first, of the prompts at these places. */
    List<String> typical(List<Integer> places) {
        Map<String, Integer> inside = new HashMap<>();
        places.forEach(place -> words.get(place).forEach(word -> inside.merge(word, 1, Integer::sum)));
        Map<String, Double> worth = new HashMap<>();
        inside.forEach((word, count) -> {
            double here = count / (double) places.size();
            double everywhere = having.getOrDefault(word, 1) / (double) words.size();
            if (count > 1 && here > everywhere) {
                worth.put(word, here * StrictMath.log(here / everywhere));
            }
        });
        Comparator<Map.Entry<String, Double>> best = Map.Entry.comparingByValue(Comparator.reverseOrder());
        return worth.entrySet().stream()
                .sorted(best.thenComparing(Map.Entry.comparingByKey()))
                .limit(WORDS)
                .map(Map.Entry::getKey)
                .toList();
    }
}
