package dev.pointsman.provider.refusal;

import dev.pointsman.api.Headers;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The wait a provider asks for, from the headers of its refusal: {@code retry-after-ms}, {@code retry-after} (seconds or an HTTP date),
 * else the reset of the limit that is used up. Meaningless values (negative, empty, more than a day) count as not given.
 */
public final class RetryAfter {
    private static final Duration MOST = Duration.ofDays(1);

    private RetryAfter() {}

    public static @Nullable Duration of(Headers headers, Clock clock) {
        Duration millis = scaled(headers.first("retry-after-ms"), 1e6);
        if (millis != null) {
            return millis;
        }
        String plain = headers.first("retry-after");
        Duration asked = scaled(plain, 1e9);
        if (asked == null && plain != null) {
            asked = date(plain.strip(), clock);
        }
        return asked != null ? asked : reset(headers);
    }

    private static @Nullable Duration reset(Headers headers) {
        Duration requests = exhausted(headers, "requests");
        Duration tokens = exhausted(headers, "tokens");
        if (requests == null && tokens == null) {
            return goDuration(headers.first("x-ratelimit-reset-tokens"));
        }
        if (requests == null || tokens == null) {
            return requests == null ? tokens : requests;
        }
        return requests.compareTo(tokens) > 0 ? requests : tokens;
    }

    private static @Nullable Duration exhausted(Headers headers, String what) {
        String remaining = headers.first("x-ratelimit-remaining-" + what);
        boolean none = remaining != null && remaining.strip().equals("0");
        return none ? goDuration(headers.first("x-ratelimit-reset-" + what)) : null;
    }

    /** {@code 12ms}, {@code 6m0s}, {@code 1h2m3.5s}; a bare number is seconds; null for anything else, and for more than a day. */
    public static @Nullable Duration goDuration(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        String rest = text.strip();
        if (Character.isDigit(rest.charAt(rest.length() - 1))) {
            return scaled(rest, 1e9);
        }
        double nanos = 0;
        int at = 0;
        while (at < rest.length()) {
            int unit = at;
            while (unit < rest.length() && (Character.isDigit(rest.charAt(unit)) || rest.charAt(unit) == '.')) {
                unit++;
            }
            int end = unit;
            while (end < rest.length() && Character.isLetter(rest.charAt(end))) {
                end++;
            }
            double scale = scale(rest.substring(unit, end));
            double number = number(rest.substring(at, unit));
            if (Double.isNaN(scale) || Double.isNaN(number) || end == at) {
                return null;
            }
            nanos += number * scale;
            at = end;
        }
        return bounded(nanos);
    }

    private static double scale(String unit) {
        return switch (unit) {
            case "h" -> 3600e9;
            case "m" -> 60e9;
            case "s" -> 1e9;
            case "ms" -> 1e6;
            case "us", "µs" -> 1e3;
            case "ns" -> 1;
            default -> Double.NaN;
        };
    }

    private static @Nullable Duration scaled(@Nullable String text, double nanosPerUnit) {
        return text == null ? null : bounded(number(text.strip()) * nanosPerUnit);
    }

    /** NaN for what is no plain decimal number. */
    private static double number(String text) {
        boolean digits = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits = true;
            } else if (c != '.') {
                return Double.NaN;
            }
        }
        return digits && text.indexOf('.') == text.lastIndexOf('.') ? Double.parseDouble(text) : Double.NaN;
    }

    private static @Nullable Duration bounded(double nanos) {
        return nanos > 0 && nanos <= MOST.toNanos() ? Duration.ofNanos(Math.round(nanos)) : null;
    }

    private static @Nullable Duration date(String text, Clock clock) {
        try {
            ZonedDateTime at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT));
            return bounded(Duration.between(clock.instant(), at.toInstant()).toMillis() * 1e6);
        } catch (DateTimeException | ArithmeticException notADate) {
            return null;
        }
    }
}
