package dev.pointsman.learned.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TextShapeTest {
    private static final int WORDS = 1;
    private static final int LINES = 2;
    private static final int QUESTIONS = 3;
    private static final int NUMBERS = 4;
    private static final int DIGITS = 5;
    private static final int UPPERS = 6;
    private static final int FOREIGN = 7;
    private static final int SYMBOLS = 8;
    private static final int CODE = 9;
    private static final int CHECKED = 10;
    private static final int NEGATION = 11;
    private static final int HAS_OPTIONS = 12;
    private static final int OPTIONS = 13;
    private static final int WORD_LENGTH = 14;
    private static final int DISTINCT = 15;
    private static final int COMMAS = 16;
    private static final int QUANTITY = 17;
    private static final int OPEN = 18;

    @Test
    void lengthsAndSharesAreCounted() {
        float[] shape = TextShape.of("Is 12 > 7, é?\nYes yes");

        assertThat(shape).hasSize(TextShape.SIZE);
        assertThat(shape[0]).isCloseTo((float) Math.log(22), within(1e-6f));
        assertThat(shape[WORDS]).isCloseTo((float) Math.log(5), within(1e-6f)); // is, é, yes, yes
        assertThat(shape[LINES]).isCloseTo((float) Math.log(2), within(1e-6f));
        assertThat(shape[QUESTIONS]).isEqualTo(1);
        assertThat(shape[NUMBERS]).isEqualTo(2);
        assertThat(shape[DIGITS]).isCloseTo(3 / 21f, within(1e-6f));
        assertThat(shape[UPPERS]).isCloseTo(2 / 21f, within(1e-6f));
        assertThat(shape[FOREIGN]).isCloseTo(1 / 21f, within(1e-6f));
        assertThat(shape[SYMBOLS]).isCloseTo(1 / 21f, within(1e-6f));
        assertThat(shape[WORD_LENGTH]).isCloseTo(9 / 4f, within(1e-6f));
        assertThat(shape[DISTINCT]).isEqualTo(3 / 4f);
        assertThat(shape[COMMAS]).isEqualTo(1);
    }

    @Test
    void whatIsAskedForIsToldByItsWords() {
        assertThat(TextShape.of("def f(x): pass")[CODE]).isEqualTo(1);
        assertThat(TextShape.of("assert f(1) == 2")[CHECKED]).isEqualTo(1);
        assertThat(TextShape.of("see ```x```")[CHECKED]).isEqualTo(1);
        assertThat(TextShape.of("Which is NOT so?")[NEGATION]).isEqualTo(1);
        assertThat(TextShape.of("Compute it")[QUANTITY]).isEqualTo(1);
        assertThat(TextShape.of("Write a poem")[OPEN]).isEqualTo(1);
        float[] plain = TextShape.of("Good morning to you");
        for (int kind : new int[] {CODE, CHECKED, NEGATION, HAS_OPTIONS, OPTIONS, QUANTITY, OPEN}) {
            assertThat(plain[kind]).isZero();
        }
    }

    @Test
    void optionsAreLettersBeforeAMarkAtTheStartOfSomething() {
        float[] shape = TextShape.of("Pick one:\nA) red\n(B) green\nc. blue\nxD) none, K) none, a-d");
        assertThat(shape[OPTIONS]).isEqualTo(3);
        assertThat(shape[HAS_OPTIONS]).isEqualTo(1);
        assertThat(TextShape.of("A) alone")[HAS_OPTIONS]).isZero();
    }

    @Test
    void anyTextGivesFiniteNumbers() {
        assertThat(TextShape.of("")).containsOnly(0);
        Random random = new Random(4);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            text.append((char) random.nextInt(0x10000));
        }
        for (float value : TextShape.of(text.toString())) {
            assertThat(value).isFinite();
        }
        float[] letters = TextShape.of("a b ".repeat(4_000));
        assertThat(letters[DISTINCT]).isCloseTo(2 / 4_000f, within(1e-6f));
    }
}
