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
    /** Letters of the other alphabets: Greek, Cyrillic, Hebrew, Arabic, Devanagari … */
    ALPHABET,
    /** Thai, Lao, Khmer, Burmese: alphabets written without spaces. */
    UNSPACED,
    /** Han, Kana, Hangul. */
    SYLLABLE,
    OTHER;

    private static final CharacterClass[] ASCII = new CharacterClass[0x80];

    static {
        for (char c = 0; c < ASCII.length; c++) {
            ASCII[c] = ascii(c);
        }
    }

    static CharacterClass of(char c) {
        if (c < 0x80) {
            return ASCII[c];
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
