package dev.pointsman.signal;

/** Characters that a byte-pair encoder treats alike. */
enum CharacterClass {
    LATIN,
    DIGIT,
    SPACE,
    LINE,
    SIGN,
    /** Latin letters beyond ASCII. */
    ACCENTED,
    /** Letters of the other alphabets: Greek, Cyrillic, Hebrew, Arabic, Devanagari, Thai … */
    ALPHABET,
    /** Han, Kana, Hangul. */
    SYLLABLE,
    OTHER;

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
