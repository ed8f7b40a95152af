package dev.pointsman.signal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The scripts told apart for the language of a text. */
enum Script {
    LATIN(0, 1),
    CYRILLIC(1, 1),
    GREEK(2, 1),
    HEBREW(3, 1),
    ARABIC(4, 1),
    DEVANAGARI(5, 1),
    THAI(6, 1),
    /** A sign of these stands for a syllable or a word, so counts for more. */
    KANA(7, 3),
    HAN(8, 3),
    HANGUL(9, 3);

    static final int COUNT = 10;
    static final List<Script> ALL = List.of(values());

    private static final @Nullable Script[] BELOW_1536 = new Script[0x600];

    static {
        for (char c = 0; c < BELOW_1536.length; c++) {
            BELOW_1536[c] = western(c);
        }
    }

    private final int place;
    private final int weight;

    Script(int place, int weight) {
        this.place = place;
        this.weight = weight;
    }

    /** From 0 to {@link #COUNT}, exclusive. */
    int place() {
        return place;
    }

    int weight() {
        return weight;
    }

    /** Null for digits, signs, white space and all other scripts. */
    static @Nullable Script of(char c) {
        if (c < BELOW_1536.length) {
            return BELOW_1536[c];
        }
        return Character.isLetter(c) ? c < 0x780 ? ARABIC : eastern(c) : null;
    }

    private static @Nullable Script western(char c) {
        if (!Character.isLetter(c)) {
            return null;
        }
        return c < 0x250
                ? LATIN
                : c < 0x370 ? null : c < 0x400 ? GREEK : c < 0x530 ? CYRILLIC : c < 0x590 ? null : HEBREW;
    }

    private static @Nullable Script eastern(char c) {
        if (c >= 0x900 && c <= 0x97f) {
            return DEVANAGARI;
        }
        if (c >= 0xe00 && c <= 0xe7f) {
            return THAI;
        }
        if (c >= 0x3040 && c <= 0x30ff) {
            return KANA;
        }
        if (c >= 0x3400 && c <= 0x9fff) {
            return HAN;
        }
        return c >= 0xac00 && c <= 0xd7a3 ? HANGUL : null;
    }
}
