package dev.pointsman.routing.text;

import dev.pointsman.routing.text.Expression.Chars;
import dev.pointsman.routing.text.Expression.Look;
import dev.pointsman.routing.text.Expression.Opaque;
import dev.pointsman.routing.text.Expression.Repeat;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a pattern that RE2/J has accepted, with its meaning there (<a href="https://github.com/google/re2/wiki/Syntax">RE2, "Syntax"</a>, Perl
 * flags). What it does not know for certain it does not guess: {@link #read} then gives null, and RE2/J has to run.
 */
final class ExpressionReader {
    /** Groups in groups; deeper ones are left to RE2/J. */
    private static final int DEEPEST = 100;

    private static final int END = -1;
    private static final int NONE = -2;

    private final int[] pattern;
    private int at;
    private int depth;
    private boolean anyCase;
    private boolean dotIsAll;
    private boolean manyLines;
    private boolean endless;

    /** It is not known here what the pattern means. */
    private static final class Unknown extends Exception {
        private static final long serialVersionUID = 1;

        Unknown() {
            super(null, null, false, false);
        }
    }

    private ExpressionReader(String pattern, boolean anyCase) {
        this.pattern = pattern.codePoints().toArray();
        this.anyCase = anyCase;
    }

    /** Null where it is not known what the pattern means. */
    static @Nullable Expression read(String pattern, boolean anyCase) {
        return new ExpressionReader(pattern, anyCase).whole();
    }

    /** Whether RE2/J would not end on the pattern: it asks for {@link CaseFold#OLD_CYRILLIC} in any case. */
    static boolean endless(String pattern, boolean anyCase) {
        ExpressionReader reader = new ExpressionReader(pattern, anyCase);
        reader.whole();
        return reader.endless;
    }

    private @Nullable Expression whole() {
        try {
            Expression whole = choice();
            return peek() == END ? whole : null;
        } catch (Unknown unknown) {
            return null;
        }
    }

    private Expression choice() throws Unknown {
        List<Expression> branches = new ArrayList<>();
        branches.add(sequence());
        while (peek() == '|') {
            at++;
            branches.add(sequence());
        }
        return Expression.Choice.of(branches);
    }

    private Expression sequence() throws Unknown {
        List<Expression> parts = new ArrayList<>();
        while (peek() != END && peek() != '|' && peek() != ')') {
            int c = next();
            switch (c) {
                case '(' -> group(parts);
                case '[' -> parts.add(new ClassReader().read());
                case '.' -> parts.add(new Chars(dotIsAll ? CodeSet.ALL : CodeSet.LINE_FEED.negated()));
                case '^' -> parts.add(new Look(manyLines ? Assertion.BEGIN_LINE : Assertion.BEGIN_TEXT));
                case '$' -> parts.add(new Look(manyLines ? Assertion.END_LINE : Assertion.END_TEXT));
                case '*' -> repeat(parts, 0, Expression.UNBOUNDED);
                case '+' -> repeat(parts, 1, Expression.UNBOUNDED);
                case '?' -> repeat(parts, 0, 1);
                case '{' -> counted(parts);
                case '\\' -> escaped(parts);
                default -> parts.add(literal(c));
            }
        }
        return Expression.Sequence.of(parts);
    }

    private void repeat(List<Expression> parts, int least, int most) throws Unknown {
        if (parts.isEmpty()) {
            throw new Unknown();
        }
        if (peek() == '?') {
            at++; // greedy or not, the same texts match
        }
        parts.add(new Repeat(parts.remove(parts.size() - 1), least, most));
    }

    /** After a brace: {@code n}, {@code n,} or {@code n,m}, or else the brace stands for itself. */
    private void counted(List<Expression> parts) throws Unknown {
        int from = at;
        int least = number();
        int most = least;
        if (least >= 0 && peek() == ',') {
            at++;
            most = peek() == '}' ? Expression.UNBOUNDED : number();
            least = most < Expression.UNBOUNDED ? NONE : least;
        }
        if (least >= 0 && peek() == '}') {
            at++;
            repeat(parts, least, most);
        } else {
            at = from;
            parts.add(literal('{'));
        }
    }

    /** {@link #NONE} where there is no digit. */
    private int number() throws Unknown {
        int from = at;
        int value = 0;
        while (peek() >= '0' && peek() <= '9' && at - from < 5) {
            value = value * 10 + next() - '0';
        }
        if (at - from > 1 && pattern[from] == '0') {
            throw new Unknown();
        }
        return at == from ? NONE : value;
    }

    private void group(List<Expression> parts) throws Unknown {
        if (++depth > DEEPEST) {
            throw new Unknown();
        }
        boolean caseBefore = anyCase;
        boolean dotBefore = dotIsAll;
        boolean linesBefore = manyLines;
        if (peek() == '?') {
            at++;
            if (flags()) {
                depth--;
                return; // they hold to the end of the group around
            }
        }
        parts.add(choice());
        if (next() != ')') {
            throw new Unknown();
        }
        anyCase = caseBefore;
        dotIsAll = dotBefore;
        manyLines = linesBefore;
        depth--;
    }

    /** After {@code (?}: a name, or flags; true where that was all of the group. */
    private boolean flags() throws Unknown {
        if (peek() == 'P' || peek() == '<') {
            while (next() != '>') {
                if (peek() == END) {
                    throw new Unknown();
                }
            }
            return false;
        }
        boolean on = true;
        while (true) {
            switch (next()) {
                case 'i' -> anyCase = on;
                case 's' -> dotIsAll = on;
                case 'm' -> manyLines = on;
                case 'U' -> {} // swaps greedy and not
                case '-' -> on = false;
                case ':' -> {
                    return false;
                }
                case ')' -> {
                    return true;
                }
                default -> throw new Unknown();
            }
        }
    }

    private void escaped(List<Expression> parts) throws Unknown {
        switch (peek()) {
            case 'A' -> look(parts, Assertion.BEGIN_TEXT);
            case 'z' -> look(parts, Assertion.END_TEXT);
            case 'b' -> look(parts, Assertion.WORD_EDGE);
            case 'B' -> look(parts, Assertion.NO_WORD_EDGE);
            case 'Q' -> quoted(parts);
            case 'p', 'P' -> {
                property();
                parts.add(new Opaque());
            }
            default -> {
                CodeSet group = perlGroup();
                parts.add(group == null ? literal(escapedCharacter()) : new Chars(group));
            }
        }
    }

    private void look(List<Expression> parts, Assertion assertion) {
        at++;
        parts.add(new Look(assertion));
    }

    private void quoted(List<Expression> parts) {
        at++;
        while (peek() != END) {
            if (peek() == '\\' && at + 1 < pattern.length && pattern[at + 1] == 'E') {
                at += 2;
                return;
            }
            parts.add(literal(pattern[at++]));
        }
    }

    /** {@code pL} or <code>p{Greek}</code>. */
    private void property() throws Unknown {
        at++;
        if (next() == '{') {
            while (next() != '}') {
                if (peek() == END) {
                    throw new Unknown();
                }
            }
        }
    }

    /** At the letter after a backslash; null, and still there, where it is no group. */
    private @Nullable CodeSet perlGroup() {
        CodeSet group = switch (peek()) {
            case 'd', 'D' -> CodeSet.DIGIT;
            case 's', 'S' -> CodeSet.SPACE;
            case 'w', 'W' -> CodeSet.WORD;
            default -> null;
        };
        if (group == null) {
            return null;
        }
        CodeSet folded = folded(group);
        return pattern[at++] < 'a' ? folded.negated() : folded;
    }

    private int escapedCharacter() throws Unknown {
        int c = next();
        return switch (c) {
            case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(c);
            case 'x' -> hexadecimal();
            case 'a' -> 7;
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> 11;
            default -> {
                if (c < ' ' || c >= 0x7f || Character.isLetterOrDigit(c)) {
                    throw new Unknown();
                }
                yield c;
            }
        };
    }

    private int octal(int first) throws Unknown {
        if (first != '0' && (peek() < '0' || peek() > '7')) {
            throw new Unknown();
        }
        int value = first - '0';
        for (int i = 1; i < 3 && peek() >= '0' && peek() <= '7'; i++) {
            value = value * 8 + next() - '0';
        }
        return value;
    }

    private int hexadecimal() throws Unknown {
        boolean braced = peek() == '{';
        at += braced ? 1 : 0;
        int value = 0;
        for (int digits = 0; braced ? peek() != '}' : digits < 2; digits++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0 || peek() > 'f' || value > Character.MAX_CODE_POINT) {
                throw new Unknown();
            }
            value = value * 16 + digit;
            at++;
        }
        at += braced ? 1 : 0;
        if (value > Character.MAX_CODE_POINT) {
            throw new Unknown();
        }
        return value;
    }

    private Expression literal(int c) {
        return new Chars(folded(CodeSet.range(c, c)));
    }

    private CodeSet folded(CodeSet set) {
        endless |= anyCase && set.meets(CaseFold.OLD_CYRILLIC);
        return anyCase ? set.inAnyCase() : set;
    }

    private int peek() {
        return at < pattern.length ? pattern[at] : END;
    }

    private int next() throws Unknown {
        if (at == pattern.length) {
            throw new Unknown();
        }
        return pattern[at++];
    }

    /** Reads what stands in brackets. */
    private final class ClassReader {
        private final CodeSet.Builder set = new CodeSet.Builder();
        private boolean opaque;

        Expression read() throws Unknown {
            boolean negated = peek() == '^';
            at += negated ? 1 : 0;
            int first = at;
            while (peek() != ']' || at == first) {
                if (peek() == END) {
                    throw new Unknown();
                }
                element();
            }
            at++;
            CodeSet all = set.build();
            return opaque ? new Opaque() : new Chars(negated ? all.negated() : all);
        }

        private void element() throws Unknown {
            if (peek() == '[' && at + 1 < pattern.length && pattern[at + 1] == ':') {
                named();
                return;
            }
            if (peek() == '\\' && at + 1 < pattern.length) {
                at++;
                if (peek() == 'p' || peek() == 'P') {
                    property();
                    opaque = true;
                    return;
                }
                CodeSet group = perlGroup();
                if (group != null) {
                    set.add(group);
                    return;
                }
                at--;
            }
            int low = character();
            int high = low;
            if (peek() == '-' && at + 1 < pattern.length && pattern[at + 1] != ']') {
                at++;
                high = character();
            }
            set.add(folded(CodeSet.range(low, high)));
        }

        private int character() throws Unknown {
            int c = next();
            return c == '\\' ? escapedCharacter() : c;
        }

        private void named() throws Unknown {
            at += 2;
            boolean negated = peek() == '^';
            at += negated ? 1 : 0;
            StringBuilder name = new StringBuilder();
            while (peek() >= 'a' && peek() <= 'z') {
                name.append((char) next());
            }
            if (next() != ':' || next() != ']') {
                throw new Unknown();
            }
            CodeSet group = folded(posixGroup(name.toString()));
            set.add(negated ? group.negated() : group);
        }
    }

    private static CodeSet posixGroup(String name) throws Unknown {
        return switch (name) {
            case "alnum" -> CodeSet.of('0', '9', 'A', 'Z', 'a', 'z');
            case "alpha" -> CodeSet.of('A', 'Z', 'a', 'z');
            case "ascii" -> CodeSet.range(0, 0x7f);
            case "blank" -> CodeSet.of('\t', '\t', ' ', ' ');
            case "cntrl" -> CodeSet.of(0, 0x1f, 0x7f, 0x7f);
            case "digit" -> CodeSet.DIGIT;
            case "graph" -> CodeSet.range('!', '~');
            case "lower" -> CodeSet.range('a', 'z');
            case "print" -> CodeSet.range(' ', '~');
            case "punct" -> CodeSet.of('!', '/', ':', '@', '[', '`', '{', '~');
            case "space" -> CodeSet.of('\t', '\r', ' ', ' ');
            case "upper" -> CodeSet.range('A', 'Z');
            case "word" -> CodeSet.WORD;
            case "xdigit" -> CodeSet.of('0', '9', 'A', 'F', 'a', 'f');
            default -> throw new Unknown();
        };
    }
}
