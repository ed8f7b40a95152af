package dev.pointsman.routing;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.Units;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A numeric test as a policy writes it: {@code "< 300"}, {@code ">= 2"}, {@code "10..20"} (both included), or a plain number.
 *
 * @param text as written, for reasons
 */
public record Comparison(String text, double low, boolean lowIncluded, double high, boolean highIncluded) {
    /** What a number in a comparison counts, and so how it may be written. */
    public enum Quantity {
        /** {@code 0.8}, {@code 80%}. */
        NUMBER("a number such as 0.8"),
        /** {@code 300}, {@code 128k}. */
        COUNT("a count such as 300 or 128k"),
        /** US dollars: {@code 0.10}, {@code $0.10}. */
        DOLLARS("dollars such as 0.10"),
        /** {@code 250ms}, {@code 4s}; counted in milliseconds. */
        TIME("a time such as 250ms or 4s");

        private final String expected;

        Quantity(String expected) {
            this.expected = expected;
        }

        /** For messages: {@code a count such as 300 or 128k}. */
        public String expected() {
            return expected;
        }

        /** NaN where the text is no such quantity. */
        public double parse(String text) {
            String value = text.strip();
            return switch (this) {
                case NUMBER ->
                    value.endsWith("%") ? decimal(value.substring(0, value.length() - 1)) / 100 : decimal(value);
                case COUNT -> count(value.toLowerCase(Locale.ROOT));
                case DOLLARS -> decimal(value.startsWith("$") ? value.substring(1) : value);
                case TIME -> {
                    Duration time = Units.duration(value);
                    yield time == null ? Double.NaN : time.toNanos() / 1e6;
                }
            };
        }

        private static double count(String value) {
            if (value.endsWith("k")) {
                return decimal(value.substring(0, value.length() - 1)) * 1e3;
            }
            return value.endsWith("m") ? decimal(value.substring(0, value.length() - 1)) * 1e6 : decimal(value);
        }

        private static double decimal(String value) {
            String digits = value.strip().replace("_", "");
            for (int i = 0; i < digits.length(); i++) {
                char c = digits.charAt(i);
                if ((c < '0' || c > '9') && c != '.' && !(c == '-' && i == 0)) {
                    return Double.NaN;
                }
            }
            try {
                return Double.parseDouble(digits);
            } catch (NumberFormatException notANumber) {
                return Double.NaN;
            }
        }
    }

    /** What a number without a sign means. */
    public enum Plain {
        EXACTLY,
        AT_LEAST,
        AT_MOST
    }

    /** Signs, longer ones before those they begin with. */
    private static final List<String> SIGNS = List.of("<=", ">=", "==", "<", ">", "=");

    private static final Comparison ANY =
            new Comparison("any", Double.NEGATIVE_INFINITY, true, Double.POSITIVE_INFINITY, true);

    /** False for NaN. */
    public boolean holds(double value) {
        return (value > low || (lowIncluded && value == low)) && (value < high || (highIncluded && value == high));
    }

    /** Reads one comparison; notes a mistake and gives one that always holds where it is none. */
    public static Comparison from(ConfigNode node, Quantity quantity, Plain plain) {
        String text = node.text().strip();
        if (!node.isScalar()) {
            return ANY;
        }
        int dots = text.indexOf("..");
        if (dots >= 0) {
            double low = quantity.parse(text.substring(0, dots));
            double high = quantity.parse(text.substring(dots + 2));
            if (low > high) {
                node.problem("the range \"" + text + "\" holds nothing: its first number is the larger one");
                return ANY;
            }
            return Double.isNaN(low + high)
                    ? mistake(node, quantity, text)
                    : new Comparison(text, low, true, high, true);
        }
        String sign = sign(text, plain);
        double bound = quantity.parse(text.startsWith(sign) ? text.substring(sign.length()) : text);
        return Double.isNaN(bound) ? mistake(node, quantity, text) : of(text, sign, bound);
    }

    private static String sign(String text, Plain plain) {
        for (String sign : SIGNS) {
            if (text.startsWith(sign)) {
                return sign;
            }
        }
        return switch (plain) {
            case EXACTLY -> "=";
            case AT_LEAST -> ">=";
            case AT_MOST -> "<=";
        };
    }

    private static Comparison of(String text, String sign, double bound) {
        return switch (sign) {
            case "<" -> new Comparison(text, Double.NEGATIVE_INFINITY, true, bound, false);
            case "<=" -> new Comparison(text, Double.NEGATIVE_INFINITY, true, bound, true);
            case ">" -> new Comparison(text, bound, false, Double.POSITIVE_INFINITY, true);
            case ">=" -> new Comparison(text, bound, true, Double.POSITIVE_INFINITY, true);
            default -> new Comparison(text, bound, true, bound, true);
        };
    }

    private static Comparison mistake(ConfigNode node, Quantity quantity, String text) {
        node.problem("expected a comparison such as \"< N\", \">= N\" or \"N..M\" with " + quantity.expected()
                + " but found \"" + text + "\"");
        return ANY;
    }
}
