package dev.pointsman.learned.task;

import dev.pointsman.routing.text.WordAutomaton;
import java.util.ArrayList;
import java.util.List;

/** The words of tasks: how many of each task's own stand in a text. */
final class TaskWords {
    private static final int MOST_CHARACTERS = 32_768;

    private final WordAutomaton automaton;
    /** The tasks of each word. */
    private final List<List<Integer>> tasks = new ArrayList<>();

    private final int count;

    TaskWords(List<TaskLabel> labels) {
        WordAutomaton.Builder builder = new WordAutomaton.Builder();
        count = labels.size();
        for (int label = 0; label < count; label++) {
            for (String word : labels.get(label).words()) {
                int number = builder.add(word);
                if (number == tasks.size()) {
                    tasks.add(new ArrayList<>());
                }
                tasks.get(number).add(label);
            }
        }
        automaton = builder.build();
    }

    boolean none() {
        return tasks.isEmpty();
    }

    /** Different words of each task. */
    int[] countIn(String text) {
        int[] counts = new int[count];
        String read = text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS);
        long[] found = automaton.find(read);
        for (int block = 0; block < found.length; block++) {
            for (long left = found[block]; left != 0; left &= left - 1) {
                List<Integer> its = tasks.get((block << 6) + Long.numberOfTrailingZeros(left));
                for (int i = 0; i < its.size(); i++) {
                    counts[its.get(i)]++;
                }
            }
        }
        return counts;
    }
}
