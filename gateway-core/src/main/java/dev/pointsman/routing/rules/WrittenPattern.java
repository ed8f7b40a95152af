package dev.pointsman.routing.rules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.routing.text.PatternSet;
import org.jspecify.annotations.Nullable;

/**
 * A pattern as a policy writes it: {@code /…/}, or {@code /…/i} for any case.
 *
 * @param compiled on RE2/J, for short texts
 */
public record WrittenPattern(String expression, boolean anyCase, Pattern compiled) {
    private static final int MOST_CHARACTERS = 1_000;

    /** Whether a text is written as one. */
    public static boolean is(ConfigNode item) {
        String text = item.isScalar() ? item.text() : "";
        return text.length() > 2 && text.startsWith("/") && (text.endsWith("/") || text.endsWith("/i"));
    }

    /** Null, with a problem noted, where it cannot be read. */
    public static @Nullable WrittenPattern from(ConfigNode item) {
        String text = item.text();
        boolean anyCase = text.endsWith("/i");
        String expression = text.substring(1, text.length() - (anyCase ? 2 : 1));
        if (expression.length() > MOST_CHARACTERS) {
            item.problem("the pattern is too long: " + expression.length() + " characters (expected: at most "
                    + MOST_CHARACTERS + ")");
            return null;
        }
        try {
            return new WrittenPattern(expression, anyCase, PatternSet.compile(expression, anyCase));
        } catch (PatternSyntaxException wrong) {
            item.problem("cannot read the pattern: " + wrong.getDescription() + " (syntax: RE2, without look-around"
                    + " and back-references)");
            return null;
        }
    }
}
