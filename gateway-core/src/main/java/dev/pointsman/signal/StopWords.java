package dev.pointsman.signal;

/**
 * Short words with the languages they are common in, told from text without making strings. A word of at most {@value #LONGEST} letters below
 * U+0200 is a number: nine bits a letter, in lower case.
 */
final class StopWords {
    /** The word of no letters. */
    static final long START = 0;

    private static final int LONGEST = 7;
    private static final int BITS = 9;
    /** Any other word. */
    private static final long OTHER = -1;

    /** The lower case of a character below U+0200, 0 where it is no letter. */
    private static final char[] LOWER = new char[1 << BITS];

    static {
        for (char c = 0; c < LOWER.length; c++) {
            LOWER[c] = Character.isLetter(c) ? Character.toLowerCase(c) : 0;
        }
    }

    /** Open addressing; 0 is free. */
    private final long[] words = new long[1 << 10];

    private final int[] masks = new int[words.length];

    /**
     * Words of each language, a space between two.
     *
     * @param languages at most 31, each a bit in its order
     */
    StopWords(String... languages) {
        for (int i = 0; i < languages.length; i++) {
            for (String word : languages[i].split(" ", -1)) {
                long number = START;
                for (int at = 0; at < word.length(); at++) {
                    number = longer(number, word.charAt(at));
                }
                int slot = slot(number);
                words[slot] = number;
                masks[slot] |= 1 << i;
            }
        }
    }

    static boolean letter(char c) {
        return c < LOWER.length ? LOWER[c] != 0 : Character.isLetter(c);
    }

    /** The word with one more letter. */
    static long longer(long word, char letter) {
        if (letter >= LOWER.length || LOWER[letter] >= LOWER.length || (word >>> ((LONGEST - 1) * BITS)) != 0) {
            return OTHER;
        }
        return (word << BITS) | LOWER[letter];
    }

    /** A bit for each language in which the word is common. */
    int of(long word) {
        return word == OTHER ? 0 : masks[slot(word)];
    }

    private int slot(long word) {
        int slot = (int) ((word * 0x9e3779b97f4a7c15L) >>> 54);
        while (words[slot] != 0 && words[slot] != word) {
            slot = (slot + 1) & (words.length - 1);
        }
        return slot;
    }
}
