package dev.pointsman.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenStepsTest {
    private static final double ACCENT = 0.25;

    /** A letter or sign of every class. */
    private static final String CHARACTERS = "aZ09 \n\r.\"\\éßлאไ漢一\uD83D\uDE00—";

    @Test
    void aTextCostsWhatItsRunsCost() {
        TokenSteps steps = new TokenSteps(TokenStepsTest::cost, ACCENT);
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            String text = text(random);
            TokenSteps.Count count = steps.count(text, text.length());

            assertThat(count.tokens()).as(text).isCloseTo(runByRun(text), within(1e-9));
        }
    }

    @Test
    void onlyTheBeginningIsCounted() {
        TokenSteps steps = new TokenSteps(TokenStepsTest::cost, ACCENT);

        assertThat(steps.count("ab12", 2)).isEqualTo(steps.count("ab", 2));
        assertThat(steps.count("ab12", 0)).isEqualTo(new TokenSteps.Count(0, 0));
    }

    @Test
    void bytesAreThoseOfTheTextAsJson() {
        TokenSteps steps = new TokenSteps(TokenStepsTest::cost, ACCENT);

        assertThat(steps.count("a \n\"\\\u007f\u0080߿ࠀ漢\uD83D\uDE00", 12).jsonBytes())
                .isEqualTo(1 + 1 + 2 + 2 + 2 + 1 + 2 + 2 + 3 + 3 + 4);
    }

    /** Another for each class before, each class and each length; even steps from six characters on. */
    private static double cost(CharacterClass kind, CharacterClass before, int length) {
        double start = 1 + 0.1 * kind.number() + 0.01 * before.number();
        return start + 0.003 * Math.min(length, 5) * length + (length + 2) / 3 + 0.02 * (length % 3);
    }

    private static double runByRun(String text) {
        double tokens = 0;
        CharacterClass before = CharacterClass.SPACE;
        int at = 0;
        while (at < text.length()) {
            CharacterClass kind = CharacterClass.of(text.charAt(at));
            int end = at;
            while (end < text.length() && goesOn(kind, CharacterClass.of(text.charAt(end)))) {
                tokens += CharacterClass.of(text.charAt(end)) == CharacterClass.ACCENTED ? ACCENT : 0;
                end++;
            }
            tokens += cost(kind, before, end - at);
            before = kind;
            at = end;
        }
        return tokens;
    }

    private static boolean goesOn(CharacterClass run, CharacterClass next) {
        return run == next || (latin(run) && latin(next));
    }

    private static boolean latin(CharacterClass kind) {
        return kind == CharacterClass.LATIN || kind == CharacterClass.ACCENTED;
    }

    /** Runs of up to 20 characters. */
    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int runs = random.nextInt(6); runs >= 0; runs--) {
            char c = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
            text.append(String.valueOf(c).repeat(1 + random.nextInt(20)));
        }
        return text.toString();
    }
}
