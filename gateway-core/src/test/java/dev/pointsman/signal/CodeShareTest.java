package dev.pointsman.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeShareTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "return x;", // how it opens and how it ends
                "return a == b", // how it opens and what it holds
                "x = y;", // what it holds and how it ends
                "a && b{",
                "f()",
                "g ->",
                "x->y,",
                "}", // one mark of two characters
                "a;",
                "//",
                "@",
                "   return x;\t",
            })
    void aLineWithTwoMarksOrAShortOneWithOneIsCode(String line) {
        assertThat(CodeShare.of(line)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "return to sender", // how it opens alone
                "one, two, three,", // how it ends alone
                "so a -> b here", // what it holds alone
                "words",
                "ab",
                "a",
                "x =;", // a part of what code holds
                "$ ", // of what opens a line, the blank is cut off
                "$ \n  ",
                "\u0080 x;",
                "étude;",
                "``",
                "",
                " \n \n",
            })
    void anyOtherLineIsNot(String line) {
        assertThat(CodeShare.of(line)).isZero();
    }

    @Test
    void linesCountByTheirCharactersBetweenWhiteSpace() {
        assertThat(CodeShare.of("  abcd  \n\n\t x();  ")).isEqualTo(0.5);
        assertThat(CodeShare.of("x();\nabcdefghijkl")).isEqualTo(0.25);
        assertThat(CodeShare.of("x();\na\n")).isCloseTo(0.8, within(1e-9));
    }

    @Test
    void whatIsFencedIsCodeWhateverItLooksLikeAndTheFenceDoesNotCount() {
        assertThat(CodeShare.of("```\nabcd\n```\nefghijklmnop")).isEqualTo(0.25);
        assertThat(CodeShare.of("efghijklmnop\n  ```text\nabcd")).isEqualTo(0.25);
        assertThat(CodeShare.of("```\nab``` cd\n")).isEqualTo(1);
        assertThat(CodeShare.of("``\nabcd\n``")).isZero();
    }
}
