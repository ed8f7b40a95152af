package dev.pointsman.routing.text;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells which of many patterns match anywhere in a text, with the verdicts of RE2/J for each, in one pass for most of them. Immutable to its users,
 * who may share it between threads.
 *
 * <p>There are three kinds of patterns.
 * <ul>
 *   <li>Most are steps of one {@link LazyAutomaton}, whatever their number.
 *   <li>One that may stay undecided over whole sentences ({@code plan.*budget}) would multiply the states of the others. It has an automaton of its
 *       own, which runs only where the shared one found the texts that every match of it holds ({@code plan} and {@code budget}).
 *   <li>One with a Unicode property ({@code \p{Greek}}) or of more than {@value #MOST_INSTRUCTIONS} instructions runs on RE2/J, behind the same
 *       guard.
 * </ul>
 *
 * <p>Time is linear in the text for each kind. Memory: the shared automaton keeps at most {@value #MOST_CELLS} cells, all others together as many
 * again but for {@value #LEAST_STATES} states each: some 32 MB in the worst case for a thousand patterns, under 1 MB for a usual rule set.
 */
public final class PatternSet {
    static final int MOST_INSTRUCTIONS = 2_000;
    static final int MOST_CELLS = 1_000_000;
    static final int LEAST_STATES = 32;

    private static final int MOST_STATES = 4_096;
    private static final int MOST_OWN_STATES = 256;
    private static final int MOST_GUARDS = 3;
    private static final long[] NOTHING = {};

    /** Without patterns. */
    public static final PatternSet NONE = new Builder().build();

    /** A pattern that is looked for only where all its guards were found. */
    private record Guarded(int number, List<Integer> guards, Predicate<String> search) {
        boolean found(long[] seen, String text) {
            for (int i = 0; i < guards.size(); i++) {
                if (!has(seen, guards.get(i))) {
                    return false;
                }
            }
            return search.test(text);
        }
    }

    private final int size;
    private final int words;
    private final @Nullable LazyAutomaton shared;
    private final List<Guarded> guarded;
    private final int seenWords;

    private PatternSet(int size, @Nullable LazyAutomaton shared, List<Guarded> guarded, int seen) {
        this.size = size;
        this.words = (size + 63) >> 6;
        this.shared = shared;
        this.guarded = List.copyOf(guarded);
        this.seenWords = (seen + 63) >> 6;
    }

    /**
     * A pattern on RE2/J, for a short text.
     *
     * @throws PatternSyntaxException as RE2/J has it; and for the one kind of pattern on which RE2/J 1.8 would not end
     */
    public static Pattern compile(String expression, boolean anyCase) {
        if (ExpressionReader.endless(expression, anyCase)) {
            throw new PatternSyntaxException("the characters U+1C80 to U+1C88 are not known in any case", expression);
        }
        return Pattern.compile(expression, anyCase ? Pattern.CASE_INSENSITIVE : 0);
    }

    /** Number of different patterns. */
    public int size() {
        return size;
    }

    /** Bit set of the numbers of the patterns that match anywhere in the text. */
    public long[] find(String text) {
        if (size == 0) {
            return NOTHING;
        }
        long[] seen = new long[seenWords];
        if (shared != null) {
            shared.find(text, seen);
        }
        for (int i = 0; i < guarded.size(); i++) {
            Guarded each = guarded.get(i);
            if (each.found(seen, text)) {
                seen[each.number >> 6] |= 1L << each.number;
            }
        }
        return seenWords == words ? seen : Arrays.copyOf(seen, words);
    }

    private static boolean has(long[] bits, int number) {
        return (bits[number >> 6] & (1L << number)) != 0;
    }

    /** Collects the patterns of a rule set. */
    public static final class Builder {
        private record Written(String expression, boolean anyCase) {}

        private final Map<Written, Integer> numbers = new LinkedHashMap<>();
        private final List<Pattern> checked = new ArrayList<>();

        private final Alphabet.Builder alphabet = new Alphabet.Builder();
        private final Program.Builder together = new Program.Builder(alphabet);
        private final Map<Spellings, Integer> guards = new LinkedHashMap<>();
        private final List<Own> own = new ArrayList<>();

        /** A pattern apart from the others, before it is known how many those are. */
        private record Own(int number, List<Integer> guards, Program program) {}

        /**
         * Number of the pattern; equal ones share one.
         *
         * @throws PatternSyntaxException as {@link PatternSet#compile} does
         */
        public int add(String expression, boolean anyCase) {
            Written written = new Written(expression, anyCase);
            Integer known = numbers.get(written);
            if (known != null) {
                return known;
            }
            checked.add(compile(expression, anyCase));
            numbers.put(written, numbers.size());
            return numbers.size() - 1;
        }

        public PatternSet build() {
            List<Guarded> guarded = new ArrayList<>();
            int firstGuard = (numbers.size() + 63) & ~63;
            int shared = 0;
            for (Map.Entry<Written, Integer> entry : numbers.entrySet()) {
                int number = entry.getValue();
                Expression whole = ExpressionReader.read(entry.getKey().expression, entry.getKey().anyCase);
                Expression small = whole == null
                        ? new Expression.Opaque()
                        : whole.trimmed(Expression.Edge.FIRST).trimmed(Expression.Edge.LAST);
                if (small.size() > MOST_INSTRUCTIONS) {
                    Pattern pattern = checked.get(number);
                    Predicate<String> search = text -> pattern.matcher(text).find();
                    guarded.add(new Guarded(number, guards(small, firstGuard), search));
                } else if (small.lingers()) {
                    Program alone =
                            new Program.Builder(alphabet).pattern(small, 0).build();
                    own.add(new Own(number, guards(small, firstGuard), alone));
                } else {
                    together.pattern(small, number);
                    shared++;
                }
            }
            guards.forEach((spellings, number) -> together.pattern(spellings.expression(), number));
            return finished(guarded, shared, firstGuard);
        }

        private PatternSet finished(List<Guarded> guarded, int shared, int firstGuard) {
            if (numbers.isEmpty()) {
                return new PatternSet(0, null, List.of(), 0);
            }
            Alphabet classes = alphabet.build();
            int columns = classes.end() + 1;
            for (Own each : own) {
                int states = states(MOST_OWN_STATES, MOST_CELLS / own.size(), columns);
                LazyAutomaton automaton = new LazyAutomaton(each.program, classes, states);
                guarded.add(new Guarded(each.number, each.guards, automaton::matches));
            }
            LazyAutomaton all = shared == 0 && guards.isEmpty()
                    ? null
                    : new LazyAutomaton(together.build(), classes, states(MOST_STATES, MOST_CELLS, columns));
            int seen = guards.isEmpty() ? numbers.size() : firstGuard + guards.size();
            return new PatternSet(numbers.size(), all, guarded, seen);
        }

        private static int states(int most, int cells, int columns) {
            return Math.max(LEAST_STATES, Math.min(most, cells / columns));
        }

        private List<Integer> guards(Expression expression, int firstGuard) {
            List<Spellings> required = expression.required();
            boolean anyLong = required.stream().anyMatch(each -> each.shortest() > 1);
            return required.stream()
                    .filter(each -> !anyLong || each.shortest() > 1)
                    .sorted(Comparator.comparingInt(Spellings::shortest).reversed())
                    .limit(MOST_GUARDS)
                    .map(each -> guards.computeIfAbsent(each, added -> firstGuard + guards.size()))
                    .toList();
        }
    }
}
