package dev.pointsman.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DifficultyTest {
    @Test
    void theFormulaIsTheOneThatIsWrittenDown() {
        String text = "Not 3 or 4.5, but x = y + 1?";
        // numbers 3, signs "=" and "+", one comma, 28 characters; words: Not or but x y (10 letters)
        double z = 0.33 * Math.log(4) + 6.8 * 2 / 28 + 11.0 / 128 + 0.36 - 0.23 - 0.106 * 10 / 5;

        assertThat(Difficulty.of(text)).isCloseTo(1 / (1 + Math.exp(-z)), within(1e-12));
    }

    @Test
    void askingForAQuantityMakesItEasier() {
        double plain = Difficulty.of("apples and pears");
        double z = 0.48 + Math.log(1 / plain - 1);

        assertThat(Difficulty.of("how many apples")).isLessThan(0.4);
        assertThat(Difficulty.of("find apples pears")).isCloseTo(1 / (1 + Math.exp(z)), within(0.01));
    }

    @Test
    void partsOfANumberAreOneNumber() {
        assertThat(Difficulty.of("it is 1.000")).isLessThan(Difficulty.of("it is 1 0 0"));
        assertThat(Difficulty.of("it is 1000")).isEqualTo(Difficulty.of("it is 1.00"));
    }

    @Test
    void whatCountsIsBounded() {
        String questions = "a?".repeat(5);
        assertThat(Difficulty.of(questions + "????")).isEqualTo(Difficulty.of(questions));
        assertThat(Difficulty.of("a".repeat(50))).isEqualTo(Difficulty.of("a".repeat(10)));
        String text = "word ".repeat(1_600);
        assertThat(Difficulty.of(text + " 1 2 3 4 not")).isEqualTo(Difficulty.of(text));
    }

    @Test
    void aTextWithoutWordsCannotBeTold() {
        assertThat(Difficulty.of("")).isNaN();
        assertThat(Difficulty.of("12 + 4 = ?")).isNaN();
    }

    @Test
    void mathLooksHarderThanSmallTalk() {
        assertThat(Difficulty.of("Let $f(x) = x^2 + \\frac{3}{4}$, $g(x) = -x^{3}$. Which is not in $f(g(x))$?"))
                .isGreaterThan(0.75);
        assertThat(Difficulty.of("Hello, how are you?")).isLessThan(0.5);
    }
}
