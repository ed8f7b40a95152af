package dev.pointsman.routing.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WordBeginningsTest {
    private static final List<String> WORDS = List.of("contract", "gdpr", "unit test", "漢字典", "of");

    @Test
    void everyPlaceWhereAWordBeginsIsSeen() {
        WordBeginnings beginnings = of(WORDS);
        Random random = new Random(5);
        for (int round = 0; round < 500; round++) {
            String before = "x".repeat(random.nextInt(4))
                    + List.of(" ", "-", "\n", "漢 ").get(random.nextInt(4));
            String word = WORDS.get(random.nextInt(WORDS.size()));
            String text = before + word + " and so on";

            assertThat(seen(beginnings, text)).as(text).contains(before.length());
        }
    }

    @Test
    void nearlyNoOtherPlaceIsSeen() {
        WordBeginnings beginnings = of(List.of("contract", "gdpr", "unit test", "legal", "refactor"));
        Random random = new Random(5);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            text.append("abdefhijkmnopqrsvwxyz0129 .,é漢".charAt(random.nextInt(30)));
        }

        assertThat(seen(beginnings, text.toString()).size()).isLessThan(100);
    }

    @Test
    void aWordAmidAnotherIsNotSeen() {
        WordBeginnings beginnings = of(List.of("contract"));

        assertThat(seen(beginnings, " contract ")).containsExactly(1);
        assertThat(seen(beginnings, "-contract ")).containsExactly(1);
        for (String joined : List.of("x", "7", "_", "c", "t", "é")) {
            assertThat(seen(beginnings, joined + "contract ")).as(joined).isEmpty();
        }
    }

    @Test
    void thirdLettersAndFirstOnesAreToldApart() {
        WordBeginnings beginnings = of(List.of("contract"));

        assertThat(seen(beginnings, " cox")).isEmpty();
        assertThat(seen(beginnings, " xon")).isEmpty();
        assertThat(seen(beginnings, " cxn")).isEmpty();
    }

    @Test
    void aLongerPieceIsReadToTheFirstPlace() {
        WordBeginnings beginnings = of(WORDS);
        char[] text = "no words, no words gdpr and of".toCharArray();

        assertThat(beginnings.first(text, 0, text.length, 0)).isEqualTo(22);
        assertThat(beginnings.first(text, 0, 22, 0)).isEqualTo(22);
        assertThat(beginnings.first(text, 0, 21, 0)).isEqualTo(-21);
        int window = beginnings.window(new String(text), 22);
        assertThat(beginnings.first(text, 22, text.length, window)).isEqualTo(-text.length);
    }

    @Test
    void wordsThatNearlyAnythingMayBeginAreNotWorthATable() {
        assertThat(WordBeginnings.of(List.of(""), classes(List.of()), 2)).isNull();
        StringBuilder many = new StringBuilder();
        for (char c = 0x4e00; c < 0x4e00 + 3_000; c++) {
            many.append(c);
        }
        List<String> words = List.of("a", many.toString());
        assertThat(WordBeginnings.of(words, classes(words), 3_003)).isNull();
        assertThat(of(List.of("a"))).isNotNull();
    }

    /** Offsets at which a word may begin. */
    private static List<Integer> seen(WordBeginnings beginnings, String text) {
        return IntStream.range(0, text.length() - WordBeginnings.LENGTH + 1)
                .filter(at -> seenAt(beginnings, text, at + WordBeginnings.LENGTH - 1))
                .boxed()
                .toList();
    }

    private static boolean seenAt(WordBeginnings beginnings, String text, int last) {
        return beginnings.first(text.toCharArray(), last, last + 1, beginnings.window(text, last)) > 0;
    }

    private static WordBeginnings of(List<String> words) {
        char[] classOf = classes(words);
        int most = 1;
        for (char kind : classOf) {
            most = Math.max(most, kind);
        }
        return Objects.requireNonNull(WordBeginnings.of(words, classOf, most + 1));
    }

    /** A class for each character of the words, 1 for white space. */
    private static char[] classes(List<String> words) {
        char[] classOf = new char[Character.MAX_VALUE + 1];
        int next = WordAutomaton.BLANK + 1;
        String all = String.join("", words);
        for (int i = 0; i < all.length(); i++) {
            char c = all.charAt(i);
            classOf[c] = c == ' ' || classOf[c] != 0 ? classOf[c] : (char) next++;
        }
        for (char c = 0; c < Character.MAX_VALUE; c++) {
            classOf[c] = WordAutomaton.blank(c) ? WordAutomaton.BLANK : classOf[c];
        }
        return classOf;
    }
}
