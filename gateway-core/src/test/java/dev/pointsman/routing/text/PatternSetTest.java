package dev.pointsman.routing.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PatternSetTest {
    /** One a line. */
    private static final String PATTERNS = """
            a*
            |a
            ()
            ^
            $
            ^$
            \\A\\z
            \\b
            \\B
            ^\\b
            \\b$
            (?m)^$
            (?m)^a$
            (?m)^plan$
            ^plan$
            a$
            ^a
            \\bplan\\b
            \\bplan
            plan\\B
            plan.*budget
            (?s)one.*three
            one.*three
            (?s:.)b
            .b
            [^a]
            [^b]b
            \\W
            [\\W]
            \\w\\b\\W
            \\d{3}-\\d{4}
            \\b\\d{3}-\\d{4}\\b
            a{12}
            a{13}
            a{2,}
            (a|b)+b
            (?:ab|a)b?
            x*y*z*
            (^a|b$)
            [[:alpha:]]+
            [[:^space:]]
            [^\\x00-\\x7F]
            \\x{1F600}
            [😀-😂]
            a.b
            a\\.b
            \\Qa.b\\E
            \\Qa.b
            a]b
            []]
            [^]]
            a{b
            a-b
            [a-]-
            [-a]b
            \\p{Han}
            \\p{Greek}
            x\\p{Han}x
            \\pN
            \\a
            \\t
            \\r\\n
            \\07
            \\0
            \\12
            \\101
            \\1011
            [\\101-\\103]+
            \\x{a}
            \\x{0000061}
            [\\x41-\\x5a]\\x07
            \\Qa\\E.b
            \\Q\\E^a$
            (?:a|(?i)K)b
            ((?i)a)b
            (?i)(?-i)A
            (?s-m:^a.b$)
            [\\d-]4
            [a-c-e]b
            [^\\W\\d]
            [[:digit:]-]1
            \\x07
            (?P<n>a)b
            (?U)a+?b
            (|a)*b
            (a*)*b
            (a*)+$
            [\\w.]+@[\\w.]+\\.\\w{2,}
            \\x41
            [ſ]
            [k]
            İ
            ı
            é
            σ
            ß
            (?i)K
            (?i)ſ
            (?m)(?:^foo$\\n)bar
            foo$\\nbar
            .
            """;

    /** Texts that hold what the patterns of the tests turn on. */
    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "A",
            "k",
            "K",
            "\u212a",
            "s",
            "ſ",
            "ß",
            "ẞ",
            "é",
            "É",
            "İ",
            "ı",
            "i",
            "σ",
            "ς",
            "Σ",
            "\n",
            "a\n",
            "\na",
            "a\nb",
            "ab",
            "a b",
            "foo bar",
            "foobar",
            "foo\nbar",
            "_",
            "1",
            "a1",
            "😀",
            "a😀b",
            "\ud83d",
            "\ude00",
            "\ud83dx",
            "x\ude00",
            "中文",
            "x中x",
            "plan the budget",
            "planned budgets",
            "line one\nplan\nline three",
            "a.b",
            "a]b",
            "A1",
            "Z\u0007",
            "\0",
            "a{b",
            "a-b",
            "\u0007",
            "\t",
            "\r\n",
            "aaaaaaaaaaaa",
            "555-1234",
            "x555-12345",
            "mail a.b@c.org now");

    static Stream<String> patterns() {
        return Stream.concat(Stream.of(""), PATTERNS.lines());
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void aPatternIsFoundWhereRe2FindsIt(String expression) {
        for (boolean anyCase : new boolean[] {false, true}) {
            PatternSet.Builder builder = new PatternSet.Builder();
            builder.add(expression, anyCase);
            PatternSet set = builder.build();
            Pattern pattern = PatternSet.compile(expression, anyCase);
            for (String text : TEXTS) {
                assertThat(set.find(text)[0])
                        .as("/%s/%s in \"%s\"", expression, anyCase ? "i" : "", text)
                        .isEqualTo(pattern.matcher(text).find() ? 1 : 0);
            }
        }
    }

    @Test
    void manyPatternsTogetherHaveTheVerdictsOfRe2ForEach() {
        for (int seed = 1; seed <= 150; seed++) {
            RandomPatterns random = new RandomPatterns(seed);
            PatternSet.Builder builder = new PatternSet.Builder();
            List<Pattern> alone = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String expression = random.pattern();
                boolean anyCase = random.coin();
                if (builder.add(expression, anyCase) == alone.size()) {
                    alone.add(PatternSet.compile(expression, anyCase));
                }
            }
            PatternSet set = builder.build();
            assertThat(set.size()).isEqualTo(alone.size());
            for (int i = 0; i < 20; i++) {
                assertSame(seed, set, alone, random.text());
            }
        }
    }

    /** RE2/J 1.8 takes the first letters of both branches for one, and forgets that they differ in case. */
    @ParameterizedTest
    @CsvSource({"A\\w|[Aa]\\d, a1, true", "[Aa]\\d|A\\w, ax, false"})
    void branchesThatBeginInDifferentCasesAreReadAsWritten(String expression, String text, boolean found) {
        PatternSet.Builder builder = new PatternSet.Builder();
        builder.add(expression, false);

        assertThat(builder.build().find(text)[0]).isEqualTo(found ? 1 : 0);
        assertThat(java.util.regex.Pattern.compile(expression).matcher(text).find())
                .isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({
        "(?i:a)b, aB, false",
        "(?i:a)b, Ab, true",
        "(?i:a(?-i)b)c, ABc, false",
        "(?i:a(?-i)b)c, Abc, true",
        "a(?i)b|c, aB, true",
        "a(?i)b|c, C, true",
        "(a(?i)b)c, aBC, false",
        "(?i)\\w, ſ, true",
        "(?i)\\W, ſ, false",
        "(?i)[^k], \u212a, false",
        "(?is)a.b, 'A\nB', true",
        "(?i-s)a.b, 'A\nB', false"
    })
    void flagsHoldToTheEndOfTheirGroup(String expression, String text, boolean found) {
        PatternSet.Builder builder = new PatternSet.Builder();
        builder.add(expression, false);

        assertThat(builder.build().find(text)[0]).isEqualTo(found ? 1 : 0);
        assertThat(Pattern.compile(expression).matcher(text).find()).isEqualTo(found);
    }

    @Test
    void equalPatternsShareANumberAndOthersDoNot() {
        PatternSet.Builder builder = new PatternSet.Builder();

        assertThat(builder.add("a", false)).isZero();
        assertThat(builder.add("a", true)).isEqualTo(1);
        assertThat(builder.add("a", false)).isZero();
        assertThat(builder.add("b.*c", false)).isEqualTo(2);

        PatternSet set = builder.build();
        assertThat(set.size()).isEqualTo(3);
        assertThat(set.find("A")).containsExactly(0b010);
        assertThat(set.find("a b, c")).containsExactly(0b111);
    }

    @Test
    void aSetWithoutPatternsFindsNothing() {
        assertThat(PatternSet.NONE.size()).isZero();
        assertThat(PatternSet.NONE.find("text")).isEmpty();
    }

    @Test
    void aPatternThatRe2RefusesIsRefused() {
        PatternSet.Builder builder = new PatternSet.Builder();

        assertThatThrownBy(() -> builder.add("a(", false)).isInstanceOf(PatternSyntaxException.class);
        assertThatThrownBy(() -> builder.add("(?<=a)b", false)).isInstanceOf(PatternSyntaxException.class);
        assertThat(builder.build().size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "\u1c80, true, true",
        "\u1c80, false, false",
        "[\\x{1C00}-\\x{1CFF}], true, true",
        "[^\\x00-\\x{FFFF}], true, true",
        "(?i)a\\x{1C88}, false, true",
        "(?i:a)\\x{1C88}, false, false",
        "[^\\x00-\\x7f], true, false",
        "\u1c7f, true, false",
        "\u1c89, true, false"
    })
    void whatRe2WouldNeverEndOnIsRefused(String expression, boolean anyCase, boolean refused) {
        if (refused) {
            assertThatThrownBy(() -> PatternSet.compile(expression, anyCase))
                    .isInstanceOf(PatternSyntaxException.class)
                    .hasMessageContaining("U+1C80");
        } else {
            assertThat(PatternSet.compile(expression, anyCase)).isNotNull();
        }
    }

    @Test
    void patternsTooLargeForAnAutomatonAreStillFound() {
        PatternSet.Builder builder = new PatternSet.Builder();
        int large = builder.add("id-[a-z]{900}[0-9]{900}[a-z]{900}", false);
        int other = builder.add("\\bid\\b", false);
        PatternSet set = builder.build();
        String text = "see id-" + "a".repeat(900) + "7".repeat(900) + "b".repeat(900);

        assertThat(set.find(text)[0]).isEqualTo(1L << large | 1L << other);
        assertThat(set.find(text.replaceFirst("7", ""))[0]).isEqualTo(1L << other);
        assertThat(set.find(text.replaceFirst("id-", ""))[0]).isZero();
    }

    @Test
    void manyThreadsMayShareASet() throws InterruptedException {
        RandomPatterns random = new RandomPatterns(99);
        PatternSet.Builder builder = new PatternSet.Builder();
        List<Pattern> alone = new ArrayList<>();
        while (alone.size() < 60) {
            String expression = random.pattern();
            if (builder.add(expression, true) == alone.size()) {
                alone.add(PatternSet.compile(expression, true));
            }
        }
        PatternSet set = builder.build();
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            RandomPatterns texts = new RandomPatterns(1_000 + i / 2);
            threads.add(new Thread(() -> {
                for (int round = 0; round < 500; round++) {
                    assertSame(99, set, alone, texts.text());
                }
            }));
        }
        threads.forEach(thread -> thread.setUncaughtExceptionHandler((where, failure) -> failures.add(failure)));
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(failures).isEmpty();
    }

    private static void assertSame(int seed, PatternSet set, List<Pattern> alone, String text) {
        long[] found = set.find(text);
        for (int i = 0; i < alone.size(); i++) {
            assertThat((found[i >> 6] & (1L << i)) != 0)
                    .as("seed %d: %s in \"%s\"", seed, alone.get(i), text)
                    .isEqualTo(alone.get(i).matcher(text).find());
        }
    }
}
