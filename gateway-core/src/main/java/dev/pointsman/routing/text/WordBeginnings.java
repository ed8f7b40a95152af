package dev.pointsman.routing.text;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Tells of each place in a text whether a word may begin there, from its first {@value #LENGTH} characters and the one before: a word that begins
 * with a letter has none before it. May be wrong where it says that one does, never where it says that none does. Immutable.
 *
 * <p>Each class of characters has a code of 16 bits, of which the lowest four are 0 where its characters are no part of a longer word. A window is
 * the exclusive or of the codes of the last four characters, each moved up by four bits for each character behind it: so of the first of the four
 * just those lowest bits are left. All windows that may end three characters into a word are set in a table.
 */
final class WordBeginnings {
    static final int LENGTH = 3;

    private static final int BITS = 16;
    private static final int MASK = (1 << BITS) - 1;
    private static final int STEP = 4;
    private static final int JOINS = (1 << STEP) - 1;
    /** Windows that one word may set: more would leave too few that are not. */
    private static final int MOST_OF_ONE = 1 << 13;

    /** The characters in no word that join others, and those that do not. */
    private static final int OTHERS = 2;

    /** The characters that join others; found once, for every policy. */
    private static final BitSet JOINING = IntStream.rangeClosed(0, Character.MAX_VALUE)
            .filter(c -> WordAutomaton.joins((char) c))
            .collect(BitSet::new, BitSet::set, BitSet::or);

    private final char[] codes;
    private final long[] windows = new long[1 << (BITS - 6)];

    private WordBeginnings(char[] codes) {
        this.codes = codes;
    }

    /**
     * Null where the words, as one of a single character is among thousands of them, are such that a table would say little.
     *
     * @param classOf class of each character; 0 where it is in no word
     */
    static @Nullable WordBeginnings of(List<String> words, char[] classOf, int classes) {
        char[] ofClass = new char[classes];
        char[] codes = new char[classOf.length];
        for (int c = 0; c < codes.length; c++) {
            int kind = classOf[c];
            char code = code(kind, JOINING.get(c));
            if (kind != 0 && ofClass[kind] != 0 && ofClass[kind] != code) {
                return null; // letters of one class of which only some join others
            }
            ofClass[kind] = kind == 0 ? 0 : code;
            codes[c] = code;
        }
        char[] all = new char[classes - 1 + OTHERS];
        System.arraycopy(ofClass, 1, all, 0, classes - 1);
        all[classes - 1] = code(0, true);
        all[classes] = code(0, false);
        WordBeginnings beginnings = new WordBeginnings(codes);
        for (String word : words) {
            if (word.isEmpty() || !beginnings.add(word, all)) {
                return null;
            }
        }
        return beginnings;
    }

    /** Never 0. */
    private static char code(int kind, boolean joins) {
        int mixed = (kind + 1) * 0x9e3779b9;
        int high = ((mixed >>> BITS) | (1 << STEP)) & ~JOINS;
        return (char) (joins ? high | (1 + kind % JOINS) : high);
    }

    private boolean add(String word, char[] all) {
        char first = codes[word.charAt(0)];
        char[] second = word.length() > 1 ? new char[] {codes[word.charAt(1)]} : all;
        boolean third = word.length() >= LENGTH && word.charAt(1) != ' '; // else there may be more white space
        char[] last = third ? new char[] {codes[word.charAt(2)]} : all;
        int before = (first & JOINS) != 0 ? 1 : JOINS + 1;
        if ((long) second.length * last.length * before > MOST_OF_ONE) {
            return false;
        }
        for (char two : second) {
            for (char three : last) {
                int begun = ((first << (2 * STEP)) ^ (two << STEP) ^ three) & MASK;
                for (int joined = 0; joined < before; joined++) {
                    int window = begun ^ (joined << (LENGTH * STEP));
                    windows[window >> 6] |= 1L << window;
                }
            }
        }
        return true;
    }

    /**
     * Goes on to where a word may have begun {@value #LENGTH} characters ago, four characters at a time: most texts have few such places.
     *
     * @param before the window up to {@code from}
     * @return how many characters were read then; {@code -to} where there is no such place
     */
    int first(char[] characters, int from, int to, int before) {
        int window = before;
        int at = from;
        for (; at + 4 <= to; at += 4) {
            int one = next(window, characters[at]);
            int two = next(one, characters[at + 1]);
            int three = next(two, characters[at + 2]);
            int four = next(three, characters[at + 3]);
            if (((bit(one) | bit(two) | bit(three) | bit(four)) & 1) != 0) {
                break;
            }
            window = four;
        }
        while (at < to) {
            window = next(window, characters[at]);
            at++;
            if ((bit(window) & 1) != 0) {
                return at;
            }
        }
        return -to;
    }

    /** Its lowest bit tells whether the window is set. */
    private long bit(int window) {
        return windows[window >> 6] >>> window;
    }

    /** The window one character further. */
    private int next(int window, char c) {
        return ((window << STEP) ^ codes[c]) & MASK;
    }

    /** The window after some of a text was read. */
    int window(String text, int read) {
        int window = 0;
        for (int i = Math.max(0, read - LENGTH - 1); i < read; i++) {
            window = next(window, text.charAt(i));
        }
        return window;
    }
}
