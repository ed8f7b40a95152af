package dev.pointsman.signal;

import java.util.List;

/** Characters that a byte-pair encoder treats alike. */
enum CharacterClass {
    LATIN(0),
    DIGIT(1),
    SPACE(2),
    LINE(3),
    SIGN(4),
    /** Latin letters beyond ASCII. */
    ACCENTED(5),
    /** Letters of the other alphabets: Greek, Cyrillic, Hebrew, Arabic, Devanagari … */
    ALPHABET(6),
    /** Thai, Lao, Khmer, Burmese: alphabets written without spaces. */
    UNSPACED(7),
    /** Han, Kana, Hangul. */
    SYLLABLE(8),
    OTHER(9);

    static final List<CharacterClass> ALL = List.of(values());

    private final int number;

    CharacterClass(int number) {
        this.number = number;
    }

    /** From 0, in the order of {@link #ALL}. */
    int number() {
        return number;
    }

    /** A Latin letter, accented or not. */
    boolean letter() {
        return this == LATIN || this == ACCENTED;
    }

    static CharacterClass of(char c) {
        if (c < 0x80) {
            return ascii(c);
        }
        if (c < 0x250) {
            return Character.isLetter(c) ? ACCENTED : SIGN;
        }
        if ((c >= 0x3040 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7a3)) {
            return SYLLABLE;
        }
        if ((c >= 0xe00 && c <= 0xeff) || (c >= 0x1000 && c <= 0x109f) || (c >= 0x1780 && c <= 0x17ff)) {
            return UNSPACED;
        }
        return c < 0x1100 ? ALPHABET : OTHER;
    }

    private static CharacterClass ascii(char c) {
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
            return LATIN;
        }
        if (c >= '0' && c <= '9') {
            return DIGIT;
        }
        if (c == '\n' || c == '\r') {
            return LINE;
        }
        return c <= ' ' ? SPACE : SIGN;
    }
}
