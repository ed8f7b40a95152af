package dev.pointsman.signal;

import org.jspecify.annotations.Nullable;

/** The scripts told apart for the language of a text. */
enum Script {
    LATIN(1),
    CYRILLIC(1),
    GREEK(1),
    HEBREW(1),
    ARABIC(1),
    DEVANAGARI(1),
    THAI(1),
    /** A sign of these stands for a syllable or a word, so counts for more. */
    KANA(3),
    HAN(3),
    HANGUL(3);

    private final int weight;

    Script(int weight) {
        this.weight = weight;
    }

    int weight() {
        return weight;
    }

    /** Null for digits, signs, white space and all other scripts. */
    static @Nullable Script of(char c) {
        if (c < 0x80) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ? LATIN : null;
        }
        if (!Character.isLetter(c)) {
            return null;
        }
        if (c < 0x600) {
            return c < 0x250
                    ? LATIN
                    : c < 0x370 ? null : c < 0x400 ? GREEK : c < 0x530 ? CYRILLIC : c < 0x590 ? null : HEBREW;
        }
        if (c < 0x780) {
            return ARABIC;
        }
        return eastern(c);
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
