package dev.pointsman.config;

import java.util.regex.Pattern;

/**
 * Writes one text as a YAML scalar on one line: plain where every reader takes it for what it is, else in double quotes.
 *
 * <p>What YAML 1.2's core schema resolves to null, a truth value or a number stays plain where it was plain, and stays quoted where it was
 * quoted. What readers of YAML 1.1 would take for something else ({@code on}, {@code 22:00}, {@code 1_000}, a date) is always quoted.
 */
final class YamlScalar {
    private static final int MOST_PLAIN = 200;
    private static final String INDICATORS = "-?:,[]{}#&*!|>'\"%@`=";
    private static final Pattern CORE = Pattern.compile("~|null|Null|NULL|true|True|TRUE|false|False|FALSE"
            + "|[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"
            + "|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
    private static final Pattern OLD =
            Pattern.compile("(?i:y|n|yes|no|on|off)|<<|[-+]?[0-9][0-9_:.-]*|[-+]?0[bx][0-9a-fA-F_]+");

    private YamlScalar() {}

    /**
     * The text as it stands in a block collection, as key or value.
     *
     * @param wasPlain whether it was written plain, and so meant whatever the schema makes of it
     */
    static String of(String text, boolean wasPlain) {
        boolean core = CORE.matcher(text).matches();
        boolean readAsMeant = core ? wasPlain : !OLD.matcher(text).matches();
        return readAsMeant && fitsPlain(text) ? text : quoted(text);
    }

    private static boolean fitsPlain(String text) {
        if (text.isEmpty() || text.length() > MOST_PLAIN || text.startsWith("...")) {
            return false;
        }
        boolean number = text.charAt(0) == '-' && CORE.matcher(text).matches();
        if (!number && INDICATORS.indexOf(text.charAt(0)) >= 0) {
            return false;
        }
        if (text.charAt(0) == ' ' || text.endsWith(" ") || text.endsWith(":")) {
            return false;
        }
        return !text.contains(": ") && !text.contains(" #") && text.codePoints().allMatch(YamlScalar::visible);
    }

    /** Whether a character may stand in a file as it is: printable, and no kind of line end or mark of byte order. */
    private static boolean visible(int c) {
        return (c >= ' ' && c <= '~')
                || (c > 0xa0 && c < 0x2028)
                || (c > 0x2029 && c < 0xd800)
                || (c >= 0xe000 && c < 0xfffe && c != 0xfeff)
                || c > 0xffff;
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (visible(c)) {
                        quoted.appendCodePoint(c);
                    } else {
                        quoted.append(String.format(c < 0x100 ? "\\x%02x" : "\\u%04x", c));
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }
}
