package dev.pointsman.routing.rules;

import dev.pointsman.config.ConfigNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Hours of every day: {@code "22:00-06:00 Europe/Berlin"}, UTC where no zone is given.
 *
 * @param fromMinute first minute of the day in it
 * @param toMinute first minute after it, up to 1440; less than {@code fromMinute} where it wraps midnight
 */
public record TimeWindow(int fromMinute, int toMinute, ZoneId zone) {
    /** Notes a mistake and gives null where it is none. */
    public static @Nullable TimeWindow from(ConfigNode node) {
        String text = node.text().strip();
        if (!node.isScalar()) {
            return null;
        }
        int space = text.indexOf(' ');
        String hours = space < 0 ? text : text.substring(0, space);
        int dash = hours.indexOf('-');
        int from = dash < 0 ? -1 : minute(hours.substring(0, dash));
        int to = dash < 0 ? -1 : minute(hours.substring(dash + 1));
        if (from < 0 || to < 0 || from == to || from == 1440) {
            node.problem("expected hours such as \"22:00-06:00 Europe/Berlin\" but found \"" + text + "\"");
            return null;
        }
        ZoneId zone = space < 0
                ? ZoneOffset.UTC
                : zone(node, text.substring(space + 1).strip());
        return zone == null ? null : new TimeWindow(from, to, zone);
    }

    boolean holds(Instant at) {
        long seconds = localSeconds(at, zone);
        int minute = (int) (Math.floorMod(seconds, 86_400L) / 60);
        return fromMinute < toMinute
                ? fromMinute <= minute && minute < toMinute
                : fromMinute <= minute || minute < toMinute;
    }

    /** Seconds since 1970 by the zone's clocks. A fixed offset makes rules of its own at each question, so it is asked for none. */
    static long localSeconds(Instant at, ZoneId zone) {
        ZoneOffset offset =
                zone instanceof ZoneOffset fixed ? fixed : zone.getRules().getOffset(at);
        return at.getEpochSecond() + offset.getTotalSeconds();
    }

    /** Notes a mistake and gives null where there is no such zone. */
    static @Nullable ZoneId zone(ConfigNode node, String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            node.problem("unknown time zone \"" + name + "\" (expected a name such as Europe/Berlin)");
            return null;
        }
    }

    /** Minutes since midnight of {@code HH:MM} up to {@code 24:00}; -1 where it is none. */
    private static int minute(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || colon > 2 || text.length() != colon + 3) {
            return -1;
        }
        int hour = digits(text.substring(0, colon));
        int minute = digits(text.substring(colon + 1));
        int sum = hour * 60 + minute;
        return hour < 0 || minute < 0 || minute > 59 || sum > 1440 ? -1 : sum;
    }

    private static int digits(String text) {
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
