package dev.pointsman.signal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageGuessTest {
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
