package dev.pointsman.signal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
}
