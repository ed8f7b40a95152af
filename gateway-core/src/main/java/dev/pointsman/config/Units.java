package dev.pointsman.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times and sizes as people write them. */
public final class Units {
    private static final Pattern QUANTITY = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([a-zA-Z]*)");
    private static final Map<String, Double> NANOS =
            Map.of("ms", 1e6, "s", 1e9, "m", 60e9, "min", 60e9, "h", 3600e9, "d", 86400e9);
    private static final Map<String, Double> BYTES = Map.of(
            "", 1.0, "b", 1.0, "kb", 1e3, "mb", 1e6, "gb", 1e9, "kib", 1024.0, "mib", 1048576.0, "gib", 1073741824.0);

    private Units() {}

    /** Null where the text is no time. */
    public static @Nullable Duration duration(String text) {
        Double nanos = quantity(text, NANOS);
        return nanos == null ? null : Duration.ofNanos(Math.round(nanos));
    }

    /** Null where the text is no size. */
    public static @Nullable Long bytes(String text) {
        Double bytes = quantity(text, BYTES);
        return bytes == null ? null : Math.round(bytes);
    }

    private static @Nullable Double quantity(String text, Map<String, Double> units) {
        Matcher matcher = QUANTITY.matcher(text.strip());
        if (!matcher.matches()) {
            return null;
        }
        Double unit = units.get(matcher.group(2).toLowerCase(Locale.ROOT));
        return unit == null ? null : Double.parseDouble(matcher.group(1)) * unit;
    }
}
