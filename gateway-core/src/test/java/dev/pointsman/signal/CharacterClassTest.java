package dev.pointsman.signal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CharacterClassTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "61, LATIN",
                "41, LATIN",
                "5a, LATIN", // a z A Z
                "60, SIGN",
                "7b, SIGN",
                "40, SIGN",
                "5b, SIGN",
                "7f, SIGN",
                "80, SIGN", // their neighbours
                "30, DIGIT",
                "39, DIGIT",
                "2f, SIGN",
                "3a, SIGN",
                "a, LINE",
                "d, LINE",
                "9, SPACE",
                "20, SPACE",
                "21, SIGN",
                "e9, ACCENTED",
                "24f, ACCENTED",
                "a0, SIGN",
                "d7, SIGN",
                "250, ALPHABET",
                "3b1, ALPHABET",
                "416, ALPHABET",
                "915, ALPHABET",
                "e00, UNSPACED",
                "eff, UNSPACED",
                "1000, UNSPACED",
                "109f, UNSPACED",
                "1780, UNSPACED",
                "17ff, UNSPACED",
                "dff, ALPHABET",
                "f00, ALPHABET",
                "fff, ALPHABET",
                "10ff, ALPHABET",
                "1100, OTHER",
                "177f, OTHER",
                "1800, OTHER",
                "3040, SYLLABLE",
                "30ff, SYLLABLE",
                "3400, SYLLABLE",
                "9fff, SYLLABLE",
                "ac00, SYLLABLE",
                "d7a3, SYLLABLE",
                "303f, OTHER",
                "3100, OTHER",
                "33ff, OTHER",
                "a000, OTHER",
                "abff, OTHER",
                "d7a4, OTHER",
            })
    void charactersThatAnEncoderTreatsAlikeAreOfOneClass(String code, CharacterClass expected) {
        assertThat(CharacterClass.of((char) Integer.parseInt(code, 16))).isEqualTo(expected);
    }

    @Test
    void classesAreNumberedInTheirOrderAndTwoAreOfLatinLetters() {
        for (int i = 0; i < CharacterClass.ALL.size(); i++) {
            CharacterClass each = CharacterClass.ALL.get(i);
            assertThat(each.number()).isEqualTo(i);
            assertThat(each.letter()).isEqualTo(each == CharacterClass.LATIN || each == CharacterClass.ACCENTED);
        }
    }
}
