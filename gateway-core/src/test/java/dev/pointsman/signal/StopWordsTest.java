package dev.pointsman.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StopWordsTest {
    @ParameterizedTest
    @CsvSource({"the, 3", "of, 1", "THE, 3", "Été, 5", "die, 2", "den, 0", "t, 0", "het, 0", "and, 4"})
    void eachWordIsOfAllLanguagesThatListIt(String word, int languages) {
        StopWords words = new StopWords("the of été", "the die", "and été");

        assertThat(words.languages(words.group(number(word)))).isEqualTo(languages);
    }

    @Test
    void wordsOfTheSameLanguagesMakeAGroup() {
        StopWords words = new StopWords("the of été", "the die", "and été");

        assertThat(words.groups()).isEqualTo(1 + 5);
        assertThat(words.group(number("xyz"))).isZero();
        assertThat(words.group(number("the"))).isNotIn(words.group(number("of")), words.group(number("été")), 0);
        assertThat(new StopWords("a b").groups()).isEqualTo(1 + 1);
    }

    @Test
    void manyWordsAreAllFoundAndNoOthers() {
        Random random = new Random(3);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 1_400; i++) {
            StringBuilder word = new StringBuilder(StopWords.LONGEST);
            for (int left = 3 + random.nextInt(StopWords.LONGEST - 2); left > 0; left--) {
                word.append((char) ('a' + random.nextInt(26)));
            }
            if (!all.contains(word.toString())) {
                all.add(word.toString());
            }
        }
        List<String> listed = all.subList(0, 800);
        List<String> others = all.subList(800, all.size());

        StopWords words = new StopWords(String.join(" ", listed));

        assertThat(listed).allMatch(word -> words.group(number(word)) == 1);
        assertThat(others).allMatch(word -> words.group(number(word)) == 0);
    }

    @Test
    void aWordThatIsTooLongIsNone() {
        StopWords words = new StopWords("the seventy");

        assertThat(words.group(number("seventy"))).isPositive();
        assertThat(words.group(StopWords.ended(number("the"), StopWords.LONGEST + 1)))
                .isZero();
    }

    @Test
    void onlyLettersMakeWordsAndOneWithoutALowerCaseHereMakesItTooLong() {
        assertThat(StopWords.letter('-')).isZero();
        assertThat(StopWords.letter('7')).isZero();
        assertThat(StopWords.letter('A')).isEqualTo(StopWords.letter('a'));
        assertThat(StopWords.length(StopWords.letter('é'))).isOne();
        assertThat(StopWords.length(StopWords.letter('\u0181'))).isGreaterThan(StopWords.LONGEST);
    }

    private static long number(String word) {
        long number = 0;
        for (int i = 0; i < word.length(); i++) {
            number = StopWords.longer(number, StopWords.letter(word.charAt(i)));
        }
        return StopWords.ended(number, word.length());
    }
}
