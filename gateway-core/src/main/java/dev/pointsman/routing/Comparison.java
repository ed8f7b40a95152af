package dev.pointsman.routing;

import dev.pointsman.config.ConfigNode;
import java.util.List;

/**
 * A numeric test as a policy writes it: {@code "< 300"}, {@code ">= 2"}, {@code "10..20"} (both included), or a plain number.
 *
 * @param text as written, for reasons
 */
public record Comparison(String text, double low, boolean lowIncluded, double high, boolean highIncluded) {
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
