package dev.pointsman.flow.limits;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.quota.LimitSettings;
import dev.pointsman.quota.Rate;
import dev.pointsman.quota.Refusal;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Limits as clients and records are told of them. */
final class Words {
    private static final int SHOWN_CHARACTERS = 60;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private Words() {}

    /** The answer to a request that a limit refuses. */
    static GatewayException refusal(Refusal refusal) {
        GatewayException error = new GatewayException(kind(refusal.what()), text(refusal));
        if (refusal.what() == Refusal.What.UNKNOWN_PRICE) {
            return error.withCode("unknown_price");
        }
        long wait = refusal.waitNanos();
        return wait < 0 ? error : error.withRetryAfter(Duration.ofNanos(wait == 0 ? 1_000_000_000 : wait));
    }

    private static ErrorKind kind(Refusal.What what) {
        return switch (what) {
            case REQUESTS, TOKENS, CONCURRENT, SUBJECTS -> ErrorKind.OVER_LIMIT;
            case SPEND, UNKNOWN_PRICE -> ErrorKind.OVER_SPEND;
        };
    }

    /** In words: which limit, of whom, and what of it. */
    static String text(Refusal refusal) {
        LimitSettings limit = refusal.limit();
        String of = "limit \"" + limit.name() + "\": " + limit.per().word() + " \"" + shown(refusal.subject()) + "\" ";
        return of
                + switch (refusal.what()) {
                    case REQUESTS -> "has made its " + rate(limit.requests()) + " requests; " + wait(refusal);
                    case TOKENS ->
                        refusal.waitNanos() < 0
                                ? "may use " + rate(limit.tokens())
                                        + " tokens, and this request asks for more than that"
                                : "has used or reserved its " + rate(limit.tokens()) + " tokens; " + wait(refusal);
                    case CONCURRENT -> "has " + limit.concurrent() + " requests under way, as many as it may";
                    case SPEND ->
                        refusal.waitNanos() < 0
                                ? "may spend " + dollars(limit.spend())
                                        + ", and this request may cost more than that; max_tokens makes it cheaper"
                                : "has spent or reserved its " + dollars(limit.spend()) + "; " + wait(refusal);
                    case UNKNOWN_PRICE ->
                        "may spend " + dollars(limit.spend())
                                + ", and the price of what this request calls is not known";
                    case SUBJECTS -> "is one more than can be counted apart; try again later";
                };
    }

    private static String rate(@Nullable Rate rate) {
        return rate == null ? "" : rate.most() + "/" + rate.window().word();
    }

    private static String dollars(@Nullable Rate rate) {
        return rate == null
                ? ""
                : BigDecimal.valueOf(rate.most(), 9).stripTrailingZeros().toPlainString() + " USD/"
                        + rate.window().word();
    }

    private static String wait(Refusal refusal) {
        return "try again in " + duration(Math.max(NANOS_PER_MILLI, refusal.waitNanos()));
    }

    /** A user or a header is a client's text, and may be of any length and sign. */
    private static String shown(String subject) {
        String own = subject.substring(subject.indexOf('\n') + 1);
        return own.length() <= SHOWN_CHARACTERS ? own : own.substring(0, SHOWN_CHARACTERS) + "…";
    }

    /** As OpenAI's headers have it: {@code 120ms}, {@code 1s}, {@code 1.5s}, {@code 6m0s}, {@code 24h0m0s}; rounded up to a millisecond. */
    static String duration(long nanos) {
        long millis = (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
        if (millis < 1_000) {
            return millis + "ms";
        }
        long minutes = millis / 60_000;
        String seconds = seconds(millis % 60_000);
        if (minutes == 0) {
            return seconds;
        }
        return minutes < 60 ? minutes + "m" + seconds : minutes / 60 + "h" + minutes % 60 + "m" + seconds;
    }

    private static String seconds(long millis) {
        long whole = millis / 1_000;
        int rest = (int) (millis % 1_000);
        if (rest == 0) {
            return whole + "s";
        }
        StringBuilder text = new StringBuilder(8).append(whole).append('.');
        for (int worth = 100; rest > 0; worth /= 10) {
            text.append((char) ('0' + rest / worth));
            rest %= worth;
        }
        return text.append('s').toString();
    }
}
