package dev.pointsman.routing.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds which of many words and phrases stand in a text, in one pass whatever their number: whole words, in any case, any white space for
 * a space.
 *
 * <p>Aho and Corasick, "Efficient string matching" (1975), as a full automaton: characters fall into classes (0: in no word; 1: white space).
 * State {@code s} has the row {@code s * classes} of {@code next}; a cell holds the row of the next state, as its complement where a word ends
 * there. State 0 is the start. {@code wordAt} is the word that ends in a state, {@code shorter} the longest other state that is a suffix of it and
 * ends a word. In scripts written without spaces (Han, Kana, Thai, Lao, Khmer, Burmese) a word counts wherever it stands.
 *
 * <p>The automaton runs only where {@link WordBeginnings} sees that a word may begin, and no longer than it is amid one.
 */
public final class WordAutomaton {
    /** States times classes; 16 MB. Above, the policy is refused. */
    public static final int MOST_CELLS = 4_000_000;

    /** Collects the words of a rule set. */
    public static final class Builder {
        private final Map<String, Integer> words = new HashMap<>();
        private final List<String> inOrder = new ArrayList<>();

        /** Number of the word; equal words share one. */
        public int add(String word) {
            String normal = normal(word);
            return words.computeIfAbsent(normal, added -> {
                inOrder.add(added);
                return inOrder.size() - 1;
            });
        }

        /** The words in the order of their numbers: lower case, one space between two. */
        public List<String> words() {
            return List.copyOf(inOrder);
        }

        /** Upper bound of the table's cells for what was added so far. */
        public long cells() {
            long characters = 1;
            for (String word : inOrder) {
                characters += word.length();
            }
            return characters
                    * (1
                            + inOrder.stream()
                                    .flatMapToInt(String::chars)
                                    .distinct()
                                    .count());
        }

        public WordAutomaton build() {
            return new WordAutomaton(inOrder);
        }
    }

    private static final int NONE = -1;
    /** The class of all white space. */
    static final int BLANK = 1;

    /** Characters that are looked at together. */
    private static final int BLOCK = 256;

    /** All characters that have a lower case; found once, for every policy. */
    private static final String UPPER = all(c -> Character.toLowerCase((char) c) != (char) c);

    private static final String BLANKS = all(c -> blank((char) c));

    private final int[] lengths;
    /** Class of a character in either case. */
    private final char[] classOf;

    private final int classes;
    private final int[] next;
    private final int[] wordAt;
    private final int[] shorter;
    /** Rows of the states from here on have read more characters of a word than {@link WordBeginnings} looks at, but for the last. */
    private final int deep;
    /** Null where words are such that nearly anything may begin one. */
    private final @Nullable WordBeginnings beginnings;

    private WordAutomaton(List<String> words) {
        lengths = words.stream().mapToInt(String::length).toArray();
        char[] table = new char[words.isEmpty() ? 0 : Character.MAX_VALUE + 1];
        int count = BLANK + 1;
        int states = 1;
        for (String word : words) {
            states += word.length();
            for (int i = 0; i < word.length(); i++) {
                if (word.charAt(i) != ' ' && table[word.charAt(i)] == 0) {
                    table[word.charAt(i)] = (char) count++;
                }
            }
        }
        fold(table);
        classOf = table;
        classes = count;
        int[] trie = new int[states * count];
        int[] ends = new int[states];
        Arrays.fill(ends, NONE);
        int used = 1;
        for (int length = 1; length < WordBeginnings.LENGTH; length++) {
            used = plant(words, length, used, trie, ends);
        }
        deep = used * count;
        used = plant(words, Integer.MAX_VALUE, used, trie, ends);
        next = Arrays.copyOf(trie, used * count);
        wordAt = Arrays.copyOf(ends, used);
        shorter = new int[used];
        Arrays.fill(shorter, NONE);
        link(used);
        for (int cell = 0; cell < next.length; cell++) {
            int state = next[cell];
            boolean told = wordAt[state] != NONE || shorter[state] != NONE;
            next[cell] = told ? ~(state * classes) : state * classes;
        }
        beginnings = words.isEmpty() ? null : WordBeginnings.of(words, classOf, classes);
    }

    /** Gives white space its class, and every character that of its lower case. */
    private static void fold(char[] table) {
        if (table.length == 0) {
            return;
        }
        for (int i = 0; i < UPPER.length(); i++) {
            char c = UPPER.charAt(i);
            table[c] = table[c] != 0 ? table[c] : table[Character.toLowerCase(c)];
        }
        for (int i = 0; i < BLANKS.length(); i++) {
            table[BLANKS.charAt(i)] = BLANK;
        }
    }

    private static String all(IntPredicate which) {
        return IntStream.rangeClosed(0, Character.MAX_VALUE)
                .filter(which)
                .collect(StringBuilder::new, (all, c) -> all.append((char) c), StringBuilder::append)
                .toString();
    }

    /** White space runs become one space, letters lower case. */
    public static String normal(String word) {
        StringBuilder normal = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (!blank(c)) {
                normal.append(Character.toLowerCase(c));
            } else if (!normal.isEmpty() && normal.charAt(normal.length() - 1) != ' ') {
                normal.append(' ');
            }
        }
        return normal.toString().strip();
    }

    /** Bit set of the numbers of the words found. */
    public long[] find(String text) {
        long[] found = new long[(lengths.length + 63) >> 6];
        int length = lengths.length == 0 ? 0 : text.length();
        if (beginnings == null) {
            follow(text, 0, length, found);
            return found;
        }
        char[] block = new char[Math.min(length, BLOCK)];
        int at = 0;
        for (int from = 0; from < length; from += BLOCK) {
            int to = Math.min(length, from + BLOCK);
            text.getChars(from, to, block, 0);
            while (at < to) {
                int begun = beginnings.first(block, at - from, to - from, beginnings.window(text, at));
                at = from + Math.abs(begun);
                if (begun > 0) {
                    at = follow(text, Math.max(0, at - WordBeginnings.LENGTH), at, found);
                }
            }
        }
        follow(text, Math.max(0, length - WordBeginnings.LENGTH + 1), length, found);
        return found;
    }

    /**
     * Finds the words that begin at an offset or further on, until none is begun that {@link WordBeginnings} could not see.
     *
     * @param least reads up to there at least
     * @return the offset up to which it read
     */
    private int follow(String text, int from, int least, long[] found) {
        int length = text.length();
        int row = 0;
        int before = 0;
        int at = from;
        while (at < length && (row >= deep || at < least)) {
            int kind = classOf[text.charAt(at)];
            at++;
            while (kind == BLANK && before == BLANK && at < length) {
                kind = classOf[text.charAt(at)];
                at++;
            }
            if (kind == BLANK && before == BLANK) {
                break;
            }
            before = kind;
            row = next[row + kind];
            if (row < 0) {
                row = ~row;
                tell(text, row / classes, at - 1, found);
            }
        }
        return at;
    }

    private void tell(String text, int state, int last, long[] found) {
        for (int at = state; at != NONE; at = shorter[at]) {
            int word = wordAt[at];
            if (word != NONE && whole(text, start(text, last, lengths[word]), last + 1)) {
                found[word >> 6] |= 1L << word;
            }
        }
    }

    /** Where a match of some normal characters begins that ends with {@code last}. */
    private static int start(String text, int last, int length) {
        int at = last + 1;
        for (int left = length; left > 0; left--) {
            at--;
            while (at > 0 && blank(text.charAt(at)) && blank(text.charAt(at - 1))) {
                at--;
            }
        }
        return at;
    }

    static boolean blank(char c) {
        return c <= ' ' || c == 0xa0 || c == 0x3000;
    }

    private static boolean whole(String text, int from, int to) {
        return !(from > 0 && joins(text.charAt(from - 1)) && joins(text.charAt(from)))
                && !(to < text.length() && joins(text.charAt(to - 1)) && joins(text.charAt(to)));
    }

    /** Whether two such characters side by side belong to one word. */
    static boolean joins(char c) {
        if (c < 0x80) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        }
        return Character.isLetterOrDigit(c) && !Character.isIdeographic(c) && !writtenWithoutSpaces(c);
    }

    private static boolean writtenWithoutSpaces(char c) {
        return (c >= 0x3040 && c <= 0x30ff)
                || (c >= 0x0e00 && c <= 0x0eff)
                || (c >= 0x1000 && c <= 0x109f)
                || (c >= 0x1780 && c <= 0x17ff);
    }

    /** Adds the states of the first characters of each word, up to a length. */
    private int plant(List<String> words, int most, int planted, int[] trie, int[] ends) {
        int used = planted;
        for (int word = 0; word < words.size(); word++) {
            String characters = words.get(word);
            int state = 0;
            int length = Math.min(most, characters.length());
            for (int i = 0; i < length; i++) {
                int cell = state * classes + classOf[characters.charAt(i)];
                if (trie[cell] == 0) {
                    trie[cell] = used++;
                }
                state = trie[cell];
            }
            if (length == characters.length()) {
                ends[state] = word;
            }
        }
        return used;
    }

    /** Breadth first: a missing step takes the step of the longest proper suffix. */
    private void link(int states) {
        int[] suffix = new int[states];
        ArrayDeque<Integer> queue = new ArrayDeque<>();
        for (int c = 1; c < classes; c++) {
            if (next[c] != 0) {
                queue.add(next[c]);
            }
        }
        while (!queue.isEmpty()) {
            int state = queue.remove();
            int behind = suffix[state];
            shorter[state] = wordAt[behind] != NONE ? behind : shorter[behind];
            for (int c = 1; c < classes; c++) {
                int cell = state * classes + c;
                int fallback = next[behind * classes + c];
                if (next[cell] == 0) {
                    next[cell] = fallback;
                } else {
                    suffix[next[cell]] = fallback;
                    queue.add(next[cell]);
                }
            }
        }
    }
}
