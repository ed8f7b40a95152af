package dev.pointsman.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenStepsTest {
    private static final String CHARACTERS = "abcXYZéß 12345 \n\t.,;(){}слово漢字กขค  ";

    /** A token for each run of characters, a quarter for each character of it; half a token more for signs behind a line end. */
    private static double cost(CharacterClass kind, CharacterClass before, int length) {
        boolean behindLine = kind == CharacterClass.SIGN && before == CharacterClass.LINE;
        return 1 + length * 0.25 + (behindLine ? 0.5 : 0);
    }

    private static final TokenSteps STEPS = new TokenSteps(TokenStepsTest::cost, 0.125);

    @Test
    void aTextHasTheTokensOfItsRunsWhereverItsMiddleIs() {
        Random random = new Random(11);
        for (int i = 0; i < 2_000; i++) {
            String text = text(random, random.nextInt(60));

            assertThat(STEPS.count(text, text.length()).tokens())
                    .as(text)
                    .isCloseTo(runs(text, TokenStepsTest::cost, 0.125), within(1e-9));
        }
    }

    @Test
    void everyClassAfterEachOtherAndEveryLengthHasItsOwnCost() {
        TokenSteps steps = new TokenSteps(TokenStepsTest::ownCost, 0.25);
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int runs = random.nextInt(6); runs >= 0; runs--) {
                String c = Character.toString("aZ09 \n\r.\"éßлאไ漢一\ue000—".charAt(random.nextInt(18)));
                text.append(c.repeat(1 + random.nextInt(20)));
            }

            assertThat(steps.count(text.toString(), text.length()).tokens())
                    .as(text.toString())
                    .isCloseTo(runs(text.toString(), TokenStepsTest::ownCost, 0.25), within(1e-9));
        }
    }

    @Test
    void bytesHaveTheTokensOfTheirCharactersWhereverTheirQuartersAre() {
        Random random = new Random(3);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder drawn = new StringBuilder();
            for (int runs = random.nextInt(12); runs > 0; runs--) {
                drawn.append(Character.toString("aZ09 .,_-(".charAt(random.nextInt(10)))
                        .repeat(1 + random.nextInt(9)));
            }
            String text = drawn.toString();
            byte[] bytes = ("\"é" + text + "漢\"").getBytes(StandardCharsets.UTF_8);

            assertThat(STEPS.tokens(bytes, 3, 3 + text.length()))
                    .as(text)
                    .isEqualTo(STEPS.count(text, text.length()).tokens());
        }
    }

    @Test
    void bytesThatAreNotTheirCharactersAreNotCounted() {
        for (String text :
                new String[] {"é", "a\\n", "aaaaaaaaaaaaaaaaaaé", "aaaaaaaaaaaaaaaaaaaaa\\u0041aaaaaaaaaaaaaaaa"}) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

            assertThat(STEPS.tokens(bytes, 0, bytes.length)).as(text).isNegative();
        }
    }

    @Test
    void onlyTheBeginningIsCounted() {
        assertThat(STEPS.count("ab12", 2)).isEqualTo(STEPS.count("ab", 2));
    }

    /** Even steps from six characters on; behind Latin letters the same, accented or not. */
    private static double ownCost(CharacterClass kind, CharacterClass before, int length) {
        double start = 0.5 + 0.05 * kind.number() + (before.letter() ? 0 : 0.005 * before.number());
        return start + 0.01 * Math.min(length, 5) * length + 0.5 * Math.floorDiv(length + 2, 3);
    }

    @Test
    void oneLongRunIsCountedAsOne() {
        assertThat(STEPS.count("a".repeat(1_000), 1_000).tokens()).isCloseTo(251, within(1e-9));
        assertThat(STEPS.count(" " + "a".repeat(999), 1_000).tokens()).isCloseTo(1.25 + 250.75, within(1e-9));
    }

    @Test
    void nothingHasNoTokens() {
        assertThat(STEPS.count("", 0)).isEqualTo(new TokenSteps.Count(0, 0));
    }

    @Test
    void bytesAreThoseOfTheTextInJson() {
        assertThat(STEPS.count("a\"b\\\né漢", 7).jsonBytes()).isEqualTo(1 + 2 + 1 + 2 + 2 + 2 + 3);
    }

    private static String text(Random random, int runs) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < runs; i++) {
            char c = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
            text.append(Character.toString(c).repeat(1 + random.nextInt(4)));
        }
        return text.toString();
    }

    /** Run by run, as the class says it. */
    private static double runs(String text, TokenSteps.Cost cost, double accent) {
        double tokens = 0;
        CharacterClass before = CharacterClass.SPACE;
        int from = 0;
        while (from < text.length()) {
            CharacterClass kind = CharacterClass.of(text.charAt(from));
            int to = from;
            while (to < text.length() && same(kind, CharacterClass.of(text.charAt(to)))) {
                tokens += CharacterClass.of(text.charAt(to)) == CharacterClass.ACCENTED ? accent : 0;
                to++;
            }
            tokens += cost.of(kind, before, to - from);
            before = kind;
            from = to;
        }
        return tokens;
    }

    private static boolean same(CharacterClass kind, CharacterClass other) {
        return kind == other || (kind.letter() && other.letter());
    }
}
