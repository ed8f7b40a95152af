package dev.pointsman.signal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptTest {
    @ParameterizedTest
    @CsvSource({
        "61, LATIN",
        "24f, LATIN",
        "371, GREEK",
        "3ff, GREEK",
        "400, CYRILLIC",
        "52f, CYRILLIC",
        "5d0, HEBREW",
        "5f2, HEBREW",
        "620, ARABIC",
        "77f, ARABIC",
        "904, DEVANAGARI",
        "97f, DEVANAGARI",
        "e01, THAI",
        "e46, THAI",
        "3041, KANA",
        "30ff, KANA",
        "3400, HAN",
        "9fa5, HAN",
        "ac00, HANGUL",
        "d7a3, HANGUL",
    })
    void aLetterIsOfItsScript(String code, Script expected) {
        assertThat(Script.of((char) Integer.parseInt(code, 16))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "31", // a digit
        "21", // a sign
        "250", "36e", // phonetic letters, combining marks
        "531", // Armenian
        "780", // Thaana
        "8a0", // letters between those told apart
        "985", "e81", "1000", "3105", "3131", "a000", "d7b0",
    })
    void allElseIsOfNone(String code) {
        assertThat(Script.of((char) Integer.parseInt(code, 16))).isNull();
    }
}
