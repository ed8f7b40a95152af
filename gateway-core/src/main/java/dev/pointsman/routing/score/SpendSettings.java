package dev.pointsman.routing.score;

import dev.pointsman.config.ConfigNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A score's {@code spend}: {@code { target: 20/day, zone: Europe/Berlin }}.
 *
 * @param nanosPerDay nano-dollars that the requests ranked by the score shall cost in a day, above 0
 * @param zone where the day begins at midnight, default UTC
 */
public record SpendSettings(long nanosPerDay, ZoneId zone) {
    private static final String PER_DAY = "/day";
    private static final BigDecimal MOST_DOLLARS = BigDecimal.valueOf(1_000_000_000);

    /** Null, with a problem noted, where it has no target. */
    static @Nullable SpendSettings from(ConfigNode node) {
        node.onlyKeys("target", "zone");
        ConfigNode target = node.required("target");
        ConfigNode zone = node.at("zone");
        ZoneId place = zone == null ? ZoneOffset.UTC : zone(zone);
        long nanos = target == null ? 0 : nanos(target);
        return nanos == 0 ? null : new SpendSettings(nanos, place);
    }

    /** Nano-dollars of {@code 20/day}; 0, with a problem noted, where it is none. */
    public static long nanos(ConfigNode target) {
        String text = target.text().strip();
        if (text.endsWith(PER_DAY)) {
            String digits = text.substring(0, text.length() - PER_DAY.length()).strip();
            try {
                BigDecimal dollars = new BigDecimal(digits.startsWith("$") ? digits.substring(1) : digits);
                if (dollars.signum() > 0 && dollars.compareTo(MOST_DOLLARS) <= 0) {
                    return Math.max(1, dollars.movePointRight(9).longValue());
                }
            } catch (NumberFormatException notAnAmount) {
                return mistake(target, text);
            }
        }
        return mistake(target, text);
    }

    private static long mistake(ConfigNode target, String text) {
        if (target.isScalar()) {
            target.problem("expected US dollars above 0 for each day, such as 20/day, but found \"" + text + "\"");
        }
        return 0;
    }

    private static ZoneId zone(ConfigNode node) {
        try {
            return ZoneId.of(node.text());
        } catch (DateTimeException unknown) {
            node.problem("unknown time zone \"" + node.text() + "\": expected a name such as Europe/Berlin");
            return ZoneOffset.UTC;
        }
    }
}
