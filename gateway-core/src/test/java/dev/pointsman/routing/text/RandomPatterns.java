package dev.pointsman.routing.text;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Random;

/**
 * Patterns and texts by chance, out of few characters so that they often meet; patterns that RE2/J refuses are drawn again. None turns case off or on
 * for a part: there RE2/J errs, see {@code PatternSetTest}.
 */
final class RandomPatterns {
    private static final String[] LITERALS = {
        "a",
        "b",
        "ab",
        "abc",
        "k",
        "s",
        "K",
        "S",
        " ",
        "\\n",
        "_",
        "1",
        "é",
        "É",
        "ß",
        "ſ",
        "\u212a",
        "😀",
        "\\x41",
        "\\.",
        "-",
        "ı",
        "İ",
        "Σ",
        "ς",
        "中",
        "\\Qa.b\\E",
        "]",
        "{",
        "x{,2}",
        "\\x{1F600}",
        "\\07",
        "\\t"
    };
    private static final String[] CLASSES = {
        ".",
        "\\w",
        "\\W",
        "\\d",
        "\\D",
        "\\s",
        "\\S",
        "[ab]",
        "[^ab]",
        "[a-k]",
        "[^a-z]",
        "[\\w-]",
        "[^\\s]",
        "[[:alpha:]]",
        "[[:^digit:]]",
        "[^\\W_]",
        "[]a]",
        "[^]a]",
        "[a-]",
        "[K-T]",
        "[😀-😂]",
        "[^😀]",
        "[é-ü]",
        "[[:punct:]]",
        "[\\n]",
        "\\pL",
        "\\p{Greek}",
        "[\\pN_]",
        "[ſ]",
        "[^k]"
    };
    private static final String[] LOOKS = {"^", "$", "\\b", "\\B", "\\A", "\\z", "(?m)^", "(?m)$"};
    private static final String[] REPEATS = {
        "*", "+", "?", "*?", "+?", "??", "{2}", "{0,2}", "{1,}", "{2,3}?", "{0}", "{9,12}"
    };
    private static final String[] GROUPS = {
        "(", "(?:", "(?s:", "(?m:", "(?-s:", "(?ms:", "(?P<n>", "(?m)(", "(?s-m:", "(?U:"
    };
    private static final String[] PIECES = {
        "a", "b", "c", "ab", "abc", "k", "K", "s", "S", " ", "\n", "_", "1", "12", "é", "É", "ß", "ẞ", "ſ", "\u212a",
        "😀", "😁", "A", "B", ".", "-", "ı", "İ", "i", "I", "σ", "Σ", "ς", "中", "\ud83d", "\ude00", "]", "{", "\t",
        "\u0007", "\r", "Ω", "\u2126"
    };

    private final Random random;

    RandomPatterns(long seed) {
        random = new Random(seed);
    }

    boolean coin() {
        return random.nextBoolean();
    }

    String pattern() {
        while (true) {
            String pattern = choice(3);
            try {
                Pattern.compile(pattern);
                return pattern;
            } catch (PatternSyntaxException refused) {
                // another one
            }
        }
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(24); length > 0; length--) {
            text.append(one(PIECES));
        }
        return text.toString();
    }

    private String choice(int depth) {
        StringBuilder choice = new StringBuilder(sequence(depth));
        while (random.nextInt(4) == 0) {
            choice.append('|').append(random.nextInt(8) == 0 ? "" : sequence(depth));
        }
        return choice.toString();
    }

    private String sequence(int depth) {
        StringBuilder sequence = new StringBuilder();
        for (int length = 1 + random.nextInt(4); length > 0; length--) {
            int kind = random.nextInt(12);
            String atom = kind < 5
                    ? one(LITERALS)
                    : kind < 8
                            ? one(CLASSES)
                            : kind < 10 || depth == 0 ? one(LOOKS) : one(GROUPS) + choice(depth - 1) + ")";
            sequence.append(atom);
            if (random.nextInt(3) == 0) {
                sequence.append(one(REPEATS));
            }
        }
        return sequence.toString();
    }

    private String one(String[] some) {
        return some[random.nextInt(some.length)];
    }
}
