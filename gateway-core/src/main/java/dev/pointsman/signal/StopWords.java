package dev.pointsman.signal;

import java.util.ArrayList;
import java.util.List;

/**
 * Short words with the languages they are common in, told from text without making strings. A word of at most {@value #LONGEST} letters below
 * U+0200 is a number: nine bits a letter, in lower case. Words that are common in the same languages make a group.
 */
final class StopWords {
    /** Characters from here on are in no stop word. */
    static final int END = 0x200;

    static final int LONGEST = 7;

    private static final int BITS = 9;
    private static final int LETTER = (1 << BITS) - 1;
    /** What a letter counts whose lower case is in no stop word: its word is too long to be one. */
    private static final int FOREIGN = LONGEST + 1;

    /** A letter from {@link #END} on, as {@link #letter} gives those before. */
    static final int FOREIGN_LETTER = FOREIGN << BITS;

    /** The lower case of a character, and above it what the letter adds to the length of its word; 0 where it is no letter. */
    private static final char[] LETTERS = new char[END];

    static {
        for (char c = 0; c < END; c++) {
            char lower = Character.toLowerCase(c);
            int length = lower < END ? 1 : FOREIGN;
            LETTERS[c] = (char) (Character.isLetter(c) ? (length << BITS) | (lower & LETTER) : 0);
        }
    }

    /** Open addressing; 0 is free. */
    private final long[] words = new long[1 << 10];

    /** Group of the word in the slot; 0 where there is none. */
    private final byte[] groups = new byte[words.length];

    /** A bit for each language, by group. */
    private final List<Integer> masks = new ArrayList<>(List.of(0));

    /**
     * Words of each language, a space between two.
     *
     * @param languages at most 31, each a bit in its order
     */
    StopWords(String... languages) {
        int[] languagesOf = new int[words.length];
        for (int i = 0; i < languages.length; i++) {
            for (String word : languages[i].split(" ", -1)) {
                int slot = slot(number(word));
                words[slot] = number(word);
                languagesOf[slot] |= 1 << i;
            }
        }
        for (int slot = 0; slot < words.length; slot++) {
            if (!masks.contains(languagesOf[slot])) {
                masks.add(languagesOf[slot]);
            }
            groups[slot] = (byte) masks.indexOf(languagesOf[slot]);
        }
    }

    /**
     * What a character below {@link #END} adds to a word, for {@link #longer} and {@link #length}; 0 where it is no letter.
     */
    static int letter(char c) {
        return LETTERS[c];
    }

    /** The word with one more letter; 0 is the word of none. */
    static long longer(long word, int letter) {
        return (word << BITS) | (letter & LETTER);
    }

    /** Letters that one counts as. */
    static int length(int letter) {
        return letter >>> BITS;
    }

    /** The word, once it has ended; of more than {@link #LONGEST} letters it is negative, and in no group. */
    static long ended(long word, int size) {
        return (word & Long.MAX_VALUE) | ((LONGEST - size) & Long.MIN_VALUE);
    }

    /** How many groups there are, with group 0: the words common in no language. */
    int groups() {
        return masks.size();
    }

    /** A bit for each language in which the words of the group are common. */
    int languages(int group) {
        return masks.get(group);
    }

    /** The group of a word that has ended. */
    int group(long word) {
        return groups[slot(word)];
    }

    private static long number(String word) {
        long number = 0;
        for (int i = 0; i < word.length(); i++) {
            number = longer(number, letter(word.charAt(i)));
        }
        return number;
    }

    private int slot(long word) {
        int slot = (int) ((word * 0x9e3779b97f4a7c15L) >>> 54);
        while (words[slot] != 0 && words[slot] != word) {
            slot = (slot + 1) & (words.length - 1);
        }
        return slot;
    }
}
