package dev.pointsman.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.routing.Asking;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CharacterClassesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "a|1",
                "sample|1",
                "samples|1.125",
                "extraordinary|1.875",
                "é|1.25",
                "déjà|1.5",
                "1|1",
                "123|1",
                "1234|2",
                "a b|2",
                "a  b|3",
                "...|1",
                "......|2",
                "слово|1.6",
                "ไทย|1.2",
                "漢字|1.34",
                "——|1.8",
                "a1|2",
            })
    void eachRunOfCharactersHasTheTokensOfItsClass(String text, double tokens) {
        assertThat(TokenEstimate.tokens(text)).isCloseTo(tokens, within(1e-9));
    }

    @Test
    void aLineEndJoinsTheSignsBeforeItAndAnIndentIsLessThanAToken() {
        assertThat(TokenEstimate.tokens("a\nb")).isCloseTo(3, within(1e-9));
        assertThat(TokenEstimate.tokens("a;\nb")).isCloseTo(3.2, within(1e-9));
        assertThat(TokenEstimate.tokens("a\n  b")).isCloseTo(3.7, within(1e-9));
    }

    @Test
    void onlyTheBeginningIsLookedAt() {
        String most = "a ".repeat(TokenEstimate.SAMPLE_CHARACTERS / 2);

        assertThat(TokenEstimate.tokens(most + "漢字".repeat(100))).isEqualTo(TokenEstimate.tokens(most));
    }

    @Test
    void aPromptHasAFrameForEachMessageAndOneForTheReply() {
        assertThat(tokens(Asking.chat("one two three"))).isEqualTo(3 + 4 + 3);
    }

    @Test
    void earlierMessagesAreTakenAtTheRateOfTheLast() {
        // 4 bytes a token in the last, 40 bytes in all
        Asking asking = Asking.chat("wordwordwordwordwordwordwordwordword").message("user", "abc ");

        assertThat(tokens(asking)).isEqualTo((int) Math.ceil(40 / 4.0 + 2 * 4 + 3));
    }

    @Test
    void whatIsEscapedInTheRequestCountsWithItsEscapes() {
        // the last message is 1 sign of 2 bytes; 36 bytes before it
        Asking asking = Asking.chat("wordwordwordwordwordwordwordwordword").message("user", "\"");

        assertThat(tokens(asking)).isEqualTo((int) Math.ceil(38 / 2.0 + 2 * 4 + 3));
    }

    @ParameterizedTest
    @CsvSource({
        "é, 35", // 1.25 tokens of 2 bytes, 38 in all
        "漢, 20", // 0.67 tokens of 3 bytes, 39 in all
        "😀, 29", // 1.8 tokens of 4 bytes, 40 in all
    })
    void charactersCountAsTheBytesTheyAreWrittenWith(String last, int expected) {
        Asking asking = Asking.chat("wordwordwordwordwordwordwordwordword").message("user", last);

        assertThat(tokens(asking)).isEqualTo(expected);
    }

    @Test
    void aTextIsCountedInItsBytesAsItIsInItsCharacters() {
        Random random = new Random(5);
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder();
            for (int words = random.nextInt(i < 490 ? 40 : 4_000); words >= 0; words--) {
                text.append("word 12, (word)  words".substring(random.nextInt(20)));
            }
            ApiRequest request = Asking.chat(text.toString()).context().request();

            assertThat(TokenEstimate.of(request))
                    .as(text.toString())
                    .isEqualTo(TokenEstimate.of(request.facts(), text.toString()));
        }
    }

    private static int tokens(Asking asking) {
        return TokenEstimate.of(asking.context().request());
    }
}
