package dev.pointsman.quota;

import dev.pointsman.config.ConfigNode;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * So much in so long: {@code 60/min}, {@code 200k/min}, {@code 20/day}.
 *
 * @param most 1 or more; of money in nano-dollars
 */
public record Rate(long most, Window window) {
    private static final BigDecimal MOST_DOLLARS = BigDecimal.valueOf(1_000_000_000L);
    private static final BigDecimal MOST_COUNT = BigDecimal.valueOf(1_000_000_000_000_000L);

    /** Null, with a problem, where it is none. */
    static @Nullable Rate count(ConfigNode node) {
        return from(node, "60/min, 200k/min or 1000/24h", Rate::count);
    }

    /** Dollars; null, with a problem, where it is none. */
    static @Nullable Rate dollars(ConfigNode node) {
        return from(node, "20/day or 5/24h (US dollars)", Rate::nanos);
    }

    private interface Reader {
        /** -1 where the text is no such amount. */
        long read(String text);
    }

    private static @Nullable Rate from(ConfigNode node, String expected, Reader reader) {
        if (!node.isScalar()) {
            node.problem("expected an amount in a time such as " + expected);
            return null;
        }
        String text = node.text().strip();
        int slash = text.indexOf('/');
        Window window = slash < 0 ? null : Window.of(text.substring(slash + 1).strip());
        long most = slash < 0 ? -1 : reader.read(text.substring(0, slash).strip());
        if (window == null || most <= 0) {
            node.problem("expected an amount above 0 in a time such as " + expected + " but found \"" + text
                    + "\" (times: s, min, hour, day, week, month, or such as 90s and 24h)");
            return null;
        }
        return new Rate(most, window);
    }

    private static long count(String text) {
        String lower = text.toLowerCase(Locale.ROOT).replace("_", "");
        int zeros = lower.endsWith("k") ? 3 : lower.endsWith("m") ? 6 : 0;
        BigDecimal number = number(zeros == 0 ? lower : lower.substring(0, lower.length() - 1));
        BigDecimal count = number == null ? null : number.movePointRight(zeros);
        return count == null
                        || count.compareTo(MOST_COUNT) > 0
                        || count.stripTrailingZeros().scale() > 0
                ? -1
                : count.longValueExact();
    }

    private static long nanos(String text) {
        BigDecimal dollars = number(text.startsWith("$") ? text.substring(1) : text);
        return dollars == null || dollars.compareTo(MOST_DOLLARS) > 0
                ? -1
                : dollars.movePointRight(9).longValue();
    }

    private static @Nullable BigDecimal number(String text) {
        for (int i = 0; i < text.length(); i++) {
            if ("0123456789.".indexOf(text.charAt(i)) < 0) {
                return null;
            }
        }
        try {
            return text.length() > 20 ? null : new BigDecimal(text);
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }
}
