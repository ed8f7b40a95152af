package dev.pointsman.routing.rules;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/**
 * Days of the week: {@code mon}, {@code [sat, sun]}, {@code "mon-fri"}, or {@code { days: [mon-fri], zone: Europe/Berlin }}; UTC where no
 * zone is given.
 *
 * @param mask bit 0 is Monday
 */
public record Weekdays(int mask, ZoneId zone) {
    private static final List<String> NAMES = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final int ALL = 0x7f;

    /** Notes mistakes at their nodes. */
    public static Weekdays from(ConfigNode node) {
        if (!node.isMap()) {
            return new Weekdays(mask(node), ZoneOffset.UTC);
        }
        node.onlyKeys("days", "zone");
        ConfigNode days = node.required("days");
        ConfigNode zoneName = node.at("zone");
        ZoneId zone = zoneName == null ? ZoneOffset.UTC : TimeWindow.zone(zoneName, zoneName.text());
        return new Weekdays(days == null ? ALL : mask(days), zone == null ? ZoneOffset.UTC : zone);
    }

    boolean holds(Instant at) {
        long seconds = TimeWindow.localSeconds(at, zone);
        int day = (int) Math.floorMod(Math.floorDiv(seconds, 86_400L) + 3, 7L); // 1970-01-01 was a Thursday
        return (mask & (1 << day)) != 0;
    }

    private static int mask(ConfigNode node) {
        int mask = 0;
        for (ConfigNode item : node.itemsOrSelf()) {
            String text = item.text().toLowerCase(Locale.ROOT);
            int dash = text.indexOf('-');
            int from = day(item, dash < 0 ? text : text.substring(0, dash));
            int to = dash < 0 || from < 0 ? from : day(item, text.substring(dash + 1));
            mask |= from < 0 || to < 0 ? 0 : range(from, to);
        }
        return mask;
    }

    /** Both included; may go round the weekend. */
    private static int range(int from, int to) {
        int mask = 1 << to;
        for (int day = from; day != to; day = (day + 1) % 7) {
            mask |= 1 << day;
        }
        return mask;
    }

    private static int day(ConfigNode node, String text) {
        int day = text.length() < 3 ? -1 : NAMES.indexOf(text.substring(0, 3));
        boolean whole = day >= 0 && (text.length() == 3 || fullName(day).equals(text));
        if (!whole && node.isScalar()) {
            node.problem("unknown day \"" + text + "\" (expected mon, tue, wed, thu, fri, sat or sun)"
                    + NearestWord.hint(text, NAMES));
        }
        return whole ? day : -1;
    }

    private static String fullName(int day) {
        return java.time.DayOfWeek.of(day + 1).name().toLowerCase(Locale.ROOT);
    }
}
