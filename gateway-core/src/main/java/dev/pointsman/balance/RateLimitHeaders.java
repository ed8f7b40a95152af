package dev.pointsman.balance;

import dev.pointsman.api.Headers;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is left of a provider's rate limits from the head of a reply: of all limits told, the one with the smallest share left.
 *
 * <p>Sources (2026-11): OpenAI "Rate limits in headers" (durations such as {@code 6m0s}), Azure OpenAI (seconds; -1 where not known), Groq,
 * Anthropic "Rate limits" (RFC 3339 times), Mistral, Cerebras "Rate limits" (names with the window), Together and OpenRouter (one limit
 * without a kind; seconds or the time of the epoch).
 */
final class RateLimitHeaders {
    /** Where no time of renewal is told, or none that makes sense: a minute is the commonest window. */
    private static final long WINDOW_NANOS = 60_000_000_000L;
    /** No limit is believed for longer without being told again. */
    private static final long LONGEST_NANOS = 3_600_000_000_000L;
    /** Larger numbers are times of the epoch: in seconds, and from {@link #EPOCH_MILLIS} on in milliseconds. */
    private static final double EPOCH_SECONDS = 1e9;

    private static final double EPOCH_MILLIS = 1e11;

    /** Names of one limit's headers. */
    private record Limit(String remaining, String limit, String reset) {
        static Limit inMiddle(String kind) {
            return new Limit("x-ratelimit-remaining" + kind, "x-ratelimit-limit" + kind, "x-ratelimit-reset" + kind);
        }

        static Limit atEnd(String prefix) {
            return new Limit(prefix + "-remaining", prefix + "-limit", prefix + "-reset");
        }
    }

    /** The first limit of a family is always told where any of it is. */
    private static final Limit[][] FAMILIES = {
        {Limit.inMiddle("-requests"), Limit.inMiddle("-tokens")},
        {Limit.inMiddle("-tokens"), Limit.inMiddle("-requests")},
        {
            Limit.atEnd("anthropic-ratelimit-requests"),
            Limit.atEnd("anthropic-ratelimit-input-tokens"),
            Limit.atEnd("anthropic-ratelimit-output-tokens"),
            Limit.atEnd("anthropic-ratelimit-tokens")
        },
        {Limit.inMiddle("-tokens-minute"), Limit.inMiddle("-req-minute"), Limit.inMiddle("-requests-day")},
        {Limit.atEnd("ratelimitbysize")},
        {Limit.inMiddle("")},
    };

    private final LongSupplier wallMillis;

    /** @param wallMillis wall clock, for limits that tell their renewal as a time of day */
    RateLimitHeaders(LongSupplier wallMillis) {
        this.wallMillis = wallMillis;
    }

    /** Null where no limit is told. A few look-ups where there is nothing to read. */
    @Nullable
    Headroom read(Headers headers, long nowNanos) {
        for (Limit[] family : FAMILIES) {
            if (headers.first(family[0].remaining) != null) {
                return tightest(family, headers, nowNanos);
            }
        }
        return null;
    }

    private @Nullable Headroom tightest(Limit[] family, Headers headers, long nowNanos) {
        double least = Double.NaN;
        String reset = null;
        for (Limit each : family) {
            double limit = number(headers.first(each.limit));
            double share = number(headers.first(each.remaining)) / limit;
            if (limit > 0 && share >= 0 && !(share >= least)) {
                least = Math.min(1, share);
                reset = headers.first(each.reset);
            }
        }
        return Double.isNaN(least) ? null : new Headroom(least, nowNanos + untilReset(reset));
    }

    private long untilReset(@Nullable String reset) {
        double nanos = reset == null ? Double.NaN : 1e9 * seconds(reset);
        return nanos > 0 ? (long) Math.min(nanos, LONGEST_NANOS) : WINDOW_NANOS;
    }

    /** Seconds from now: of {@code 28}, {@code 1m2.5s}, a time of the epoch or of RFC 3339; NaN for anything else. */
    private double seconds(String reset) {
        double plain = number(reset);
        if (plain >= EPOCH_SECONDS) {
            return (plain >= EPOCH_MILLIS ? plain : plain * 1000) / 1000 - wallMillis.getAsLong() / 1000.0;
        }
        if (!Double.isNaN(plain)) {
            return plain;
        }
        return reset.indexOf('T') > 0 ? instant(reset) : duration(reset);
    }

    private double instant(String time) {
        try {
            return (Instant.parse(time).toEpochMilli() - wallMillis.getAsLong()) / 1000.0;
        } catch (DateTimeException noTime) {
            return Double.NaN;
        }
    }

    /** Go's form: numbers, each with its unit. */
    private static double duration(String text) {
        double seconds = 0;
        int at = 0;
        while (at < text.length()) {
            int unit = at;
            while (unit < text.length() && digit(text.charAt(unit))) {
                unit++;
            }
            int end = unit;
            while (end < text.length() && !digit(text.charAt(end))) {
                end++;
            }
            seconds += number(text.substring(at, unit)) * unitSeconds(text.substring(unit, end));
            at = end;
        }
        return seconds;
    }

    private static boolean digit(char c) {
        return (c >= '0' && c <= '9') || c == '.';
    }

    private static double unitSeconds(String unit) {
        return switch (unit) {
            case "d" -> 86_400;
            case "h" -> 3_600;
            case "m" -> 60;
            case "s" -> 1;
            case "ms" -> 1e-3;
            case "us", "µs" -> 1e-6;
            case "ns" -> 1e-9;
            default -> Double.NaN;
        };
    }

    /** Plain decimals of at most 18 characters without a sign; NaN for anything else. No exception is made for the usual case of none. */
    static double number(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > 18) {
            return Double.NaN;
        }
        long digits = 0;
        double scale = 1;
        boolean fraction = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' && !fraction && text.length() > 1) {
                fraction = true;
            } else if (c >= '0' && c <= '9') {
                digits = digits * 10 + (c - '0');
                scale = fraction ? scale * 10 : scale;
            } else {
                return Double.NaN;
            }
        }
        return digits / scale;
    }
}
