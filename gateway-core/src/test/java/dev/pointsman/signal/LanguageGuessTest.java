package dev.pointsman.signal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageGuessTest {
    private static final String ENGLISH = "We have to find out what the cause of this is, and how it can be mended. ";
    private static final String GERMAN = "Wir müssen herausfinden, was die Ursache ist und wie es zu beheben ist. ";
    private static final String NO_LANGUAGE = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu ";

    @Test
    void aClearBeginningTells() {
        assertThat(LanguageGuess.of(ENGLISH.repeat(4) + GERMAN.repeat(12))).isEqualTo("en");
        assertThat(LanguageGuess.of(GERMAN.repeat(4) + ENGLISH.repeat(12))).isEqualTo("de");
    }

    @Test
    void aBeginningThatDoesNotTellIsReadOn() {
        assertThat(LanguageGuess.of(NO_LANGUAGE.repeat(4) + GERMAN.repeat(8))).isEqualTo("de");
        assertThat(LanguageGuess.of((ENGLISH + GERMAN).repeat(2) + GERMAN.repeat(8)))
                .isEqualTo("de");
    }

    @Test
    void aFewWordsOfOneLanguageDoNotEndTheReading() {
        assertThat(LanguageGuess.of("The cat is on the mat. " + NO_LANGUAGE.repeat(4) + GERMAN.repeat(8)))
                .isEqualTo("de");
    }

    @Test
    void lettersOfAnotherScriptAreWeighedAgainstAllThatIsRead() {
        String russian = "Проверьте, пожалуйста, этот договор и скажите, что в нём не так. ";

        assertThat(LanguageGuess.of(ENGLISH.repeat(3) + russian)).isEqualTo("en");
        assertThat(LanguageGuess.of(russian + ENGLISH.repeat(3) + russian.repeat(9)))
                .isEqualTo("ru");
    }

    @Test
    void aWordGoesOnOverTheEndOfABlock() {
        String words = "x".repeat(254) + " ";

        assertThat(LanguageGuess.of(words + "the the the")).isEqualTo("en");
        assertThat(LanguageGuess.of(words + "thex thex thex")).isNull();
    }

    @Test
    void aWordThatOnlyEndsLikeAStopWordIsNone() {
        assertThat(LanguageGuess.of("breathe lethe tithe ".repeat(20))).isNull();
        assertThat(LanguageGuess.of("wxyzqvbthe ".repeat(20))).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "the, en",
        "the—of—and, en", // a dash is no letter
        "THE OF AND, en",
        "7the8, en",
        "это the, en", // as many letters of each
        "это and the, en",
        "漢字漢字漢字の, ja", // more than a tenth
        "東京都庁大阪府庁名古屋の, zh",
        "漢 the, en", // a sign counts as three letters
        "漢字 the, zh",
        "проверьте договор і, uk",
        "проверьте договор І, uk",
        "يرجى چ, fa",
    })
    void aLanguageIsToldByTheScriptOfMostLettersOrByStopWords(String text, String language) {
        assertThat(LanguageGuess.of(text)).isEqualTo(language);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "theբ ofբ andբ", // letters of a script that is not told apart belong to the word
                "thethethe",
                "no", // of three languages, a part for each
                "de la", // as much of one as of another
                "the one two three four five six seven eight nine", // one of ten words
                "123",
            })
    void whatIsNotClearIsLeftOpen(String text) {
        assertThat(LanguageGuess.of(text)).isNull();
    }

    @Test
    void oneStopWordInEightIsEnoughAndOneInNineIsNot() {
        assertThat(LanguageGuess.of("zza zzb zzc zzd zze zzf zzg the")).isEqualTo("en");
        assertThat(LanguageGuess.of("zza zzb zzc zzd zze zzf zzg zzh the")).isNull();
    }

    @Test
    void onlyTheBeginningIsLookedAt() {
        assertThat(LanguageGuess.of("the ".repeat(256) + "договор ".repeat(400)))
                .isEqualTo("en");
        assertThat(LanguageGuess.of("zz ".repeat(400) + "the ".repeat(100))).isNull();
    }
}
