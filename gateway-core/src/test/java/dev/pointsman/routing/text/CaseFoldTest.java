package dev.pointsman.routing.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CaseFoldTest {
    @Test
    void lettersFindTheirKinAsInRe2AndNothingElse() {
        int[] cased = IntStream.rangeClosed(0, 0x1ffff)
                .filter(c -> Character.toLowerCase(c) != c || Character.toUpperCase(c) != c)
                .filter(c -> !CaseFold.OLD_CYRILLIC.has(c))
                .toArray();
        for (int c : cased) {
            CodeSet kin = CodeSet.range(c, c).inAnyCase();
            Pattern pattern = Pattern.compile(text(c), Pattern.CASE_INSENSITIVE);
            int[] others = Arrays.stream(cased).filter(each -> !kin.has(each)).toArray();
            assertThat(pattern.matcher(new String(others, 0, others.length)).find())
                    .as("%x elsewhere", c)
                    .isFalse();
            for (int i = 0; i < kin.ranges(); i++) {
                for (int each = kin.first(i); each <= kin.last(i); each++) {
                    assertThat(pattern.matcher(text(each)).find())
                            .as("%x in %x", c, each)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void aRangeTakesInTheKinOfAllItsLetters() {
        CodeSet letters = CodeSet.range('a', 'z').inAnyCase();

        assertThat(letters).isEqualTo(CodeSet.of('A', 'Z', 'a', 'z', 0x17f, 0x17f, 0x212a, 0x212a));
        assertThat(CodeSet.range('0', '9').inAnyCase()).isEqualTo(CodeSet.DIGIT);
    }

    private static String text(int codePoint) {
        return new String(Character.toChars(codePoint));
    }
}
