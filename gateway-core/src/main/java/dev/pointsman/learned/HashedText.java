package dev.pointsman.learned;

import java.util.Arrays;

/**
 * A text as counts of hashed n-grams: which of {@value #FEATURES} features it has, and how strongly.
 *
 * <p>Words: maximal runs of letters, digits and underscores in lower case, single and in pairs. Characters: three and four in a row inside each
 * run of non-blanks, which one blank before and one after belong to. Each n-gram's {@linkplain Murmur3 hash} gives one of 65,536 features,
 * those of words first. The weight of a feature seen n times is 1 + ln n; neither scaled by rarity nor by length. Bounded work: of a text
 * longer than {@value #MOST_CHARACTERS} characters the first {@value #HEAD_CHARACTERS} and the last {@value #TAIL_CHARACTERS} are read.
 */
public final class HashedText {
    /** Number of features there are. */
    public static final int FEATURES = 1 << 17;

    static final int HEAD_CHARACTERS = 6_000;
    static final int TAIL_CHARACTERS = 2_000;
    static final int MOST_CHARACTERS = HEAD_CHARACTERS + TAIL_CHARACTERS;

    private static final int WORDS = 1 << 16;
    private static final int GOLDEN = 0x9e3779b9;
    private static final float[] WEIGHTS = new float[64];

    static {
        for (int n = 1; n < WEIGHTS.length; n++) {
            WEIGHTS[n] = (float) (1 + Math.log(n));
        }
    }

    private int[] features;
    private int[] counts;
    /** Open addressing: position in {@code features} plus one, 0 where free. Twice as long as {@code features}. */
    private int[] table;

    private int size;

    private HashedText(int characters) {
        int room = Integer.highestOneBit(characters) * 2;
        features = new int[room];
        counts = new int[room];
        table = new int[2 * room];
    }

    public static HashedText of(String text) {
        char[] normal = normal(text);
        HashedText hashed = new HashedText(normal.length);
        hashed.addWords(normal);
        hashed.addCharacters(normal);
        return hashed;
    }

    /** Number of different features. */
    public int size() {
        return size;
    }

    /** A feature, 0 to {@link #FEATURES} - 1; each appears once, in order of first appearance. */
    public int feature(int at) {
        return features[at];
    }

    /** 1 + ln n of a feature seen n times. */
    public float weight(int at) {
        int count = counts[at];
        return count < WEIGHTS.length ? WEIGHTS[count] : (float) (1 + Math.log(count));
    }

    /** The part that is read, in lower case, with one blank before and after it. */
    private static char[] normal(String text) {
        int length = text.length();
        boolean whole = length <= MOST_CHARACTERS;
        int head = whole ? length : HEAD_CHARACTERS;
        int tail = whole ? 0 : TAIL_CHARACTERS;
        char[] normal = new char[head + (whole ? 0 : 1 + tail) + 2];
        normal[0] = ' ';
        text.getChars(0, head, normal, 1);
        int end = head + 1;
        if (!whole) {
            normal[end++] = ' ';
            text.getChars(length - tail, length, normal, end);
            end += tail;
        }
        normal[end] = ' ';
        for (int i = 1; i < end; i++) {
            char c = normal[i];
            if (c < 0x80) {
                normal[i] = c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
            } else {
                normal[i] = Character.toLowerCase(c);
            }
        }
        return normal;
    }

    private void addWords(char[] text) {
        int before = 0;
        boolean hasBefore = false;
        int at = 0;
        while (at < text.length) {
            if (!inWord(text[at])) {
                at++;
                continue;
            }
            int end = at + 1;
            while (inWord(text[end])) { // the last character is a blank
                end++;
            }
            int word = Murmur3.hash(text, at, end);
            add(word & (WORDS - 1));
            if (hasBefore) {
                add(Murmur3.ofTwoBlocks(before, word) & (WORDS - 1));
            }
            before = word;
            hasBefore = true;
            at = end;
        }
    }

    private void addCharacters(char[] text) {
        int last = text.length - 1;
        int at = 0;
        while (at < last) {
            if (blank(text[at + 1])) {
                at++;
                continue;
            }
            int end = at + 2;
            while (!blank(text[end])) {
                end++;
            }
            addRun(text, at, end);
            at = end;
        }
    }

    /** Three and four in a row, from a blank to the next, both taken as spaces. */
    private void addRun(char[] text, int from, int to) {
        char first = ' ';
        char second = text[from + 1];
        for (int i = from + 2; i <= to; i++) {
            char third = i == to ? ' ' : text[i];
            int firstTwo = first | (second << 16);
            add(WORDS | (Murmur3.ofThree(firstTwo, third) & (WORDS - 1)));
            if (i < to) {
                char fourth = i + 1 == to ? ' ' : text[i + 1];
                add(WORDS | (Murmur3.ofTwoBlocks(firstTwo, third | (fourth << 16)) & (WORDS - 1)));
            }
            first = second;
            second = third;
        }
    }

    private void add(int feature) {
        int mask = table.length - 1;
        int slot = slot(feature);
        for (int at = table[slot]; at != 0; at = table[slot]) {
            if (features[at - 1] == feature) {
                counts[at - 1]++;
                return;
            }
            slot = (slot + 1) & mask;
        }
        if (size == features.length) {
            grow();
            add(feature);
            return;
        }
        features[size] = feature;
        counts[size] = 1;
        table[slot] = ++size;
    }

    private void grow() {
        features = Arrays.copyOf(features, 2 * size);
        counts = Arrays.copyOf(counts, 2 * size);
        table = new int[4 * size];
        for (int i = 0; i < size; i++) {
            int slot = slot(features[i]);
            while (table[slot] != 0) {
                slot = (slot + 1) & (table.length - 1);
            }
            table[slot] = i + 1;
        }
    }

    private int slot(int feature) {
        return (feature * GOLDEN) >>> (Integer.numberOfLeadingZeros(table.length) + 1);
    }

    private static boolean inWord(char c) {
        if (c < 0x80) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        }
        return Character.isLetterOrDigit(c);
    }

    private static boolean blank(char c) {
        return c <= ' ' || c == 0xa0 || c == 0x3000;
    }
}
