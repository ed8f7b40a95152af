package dev.pointsman.routing;

import dev.pointsman.config.Units;
import java.time.Duration;
import java.util.Locale;

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
            case NUMBER -> value.endsWith("%") ? decimal(value.substring(0, value.length() - 1)) / 100 : decimal(value);
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
