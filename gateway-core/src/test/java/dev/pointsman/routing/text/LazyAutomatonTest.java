package dev.pointsman.routing.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LazyAutomatonTest {
    private static final List<String> PATTERNS =
            List.of("a.{6}b", "\\bb.*c", "^c", "(?m)a$", "[ab]{3}\\B", "c[^a]+d", "", "x{2}|d");

    @Test
    void aTableThatIsFullChangesNoVerdict() {
        Alphabet.Builder alphabet = new Alphabet.Builder();
        Program.Builder program = new Program.Builder(alphabet);
        for (int i = 0; i < PATTERNS.size(); i++) {
            program.pattern(Objects.requireNonNull(ExpressionReader.read(PATTERNS.get(i), false)), i);
        }
        LazyAutomaton small = new LazyAutomaton(program.build(), alphabet.build(), 2);
        List<Pattern> alone = PATTERNS.stream().map(Pattern::compile).toList();
        Random random = new Random(11);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(30); length > 0; length--) {
                text.append("abcd \nx".charAt(random.nextInt(7)));
            }
            long[] found = new long[1];
            small.find(text.toString(), found);
            for (int i = 0; i < alone.size(); i++) {
                assertThat(found[0] >> i & 1)
                        .as("%s in \"%s\"", PATTERNS.get(i), text)
                        .isEqualTo(alone.get(i).matcher(text.toString()).find() ? 1 : 0);
            }
        }
    }

    @Test
    void matchesTellsWhetherAnyPatternIsFound() {
        LazyAutomaton automaton = automaton("plan\\b");

        assertThat(automaton.matches("the plan is")).isTrue();
        assertThat(automaton.matches("the plan")).isTrue();
        assertThat(automaton.matches("plans")).isFalse();
        assertThat(automaton.matches("")).isFalse();
        assertThat(automaton("^$").matches("")).isTrue();
        assertThat(automaton("").matches("any")).isTrue();
    }

    /** Which of the last twenty characters were an a: a million states, were they all kept. */
    @Test
    void statesAreBoundedWhateverTheTexts() {
        LazyAutomaton automaton = automaton("a.{20}b.{20}c");
        Random random = new Random(5);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            text.append("abd".charAt(random.nextInt(3)));
        }

        assertThat(automaton.matches(text.toString())).isFalse();
        assertThat(automaton.states()).isLessThanOrEqualTo(64);
        automaton.matches("abdabd");
        assertThat(automaton.states()).isPositive();
    }

    private static LazyAutomaton automaton(String pattern) {
        Alphabet.Builder alphabet = new Alphabet.Builder();
        Program program = new Program.Builder(alphabet)
                .pattern(Objects.requireNonNull(ExpressionReader.read(pattern, false)), 0)
                .build();
        return new LazyAutomaton(program, alphabet.build(), 64);
    }
}
