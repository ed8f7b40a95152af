package dev.pointsman.fleet;

import dev.pointsman.quota.Limit;
import dev.pointsman.quota.LimitSettings;
import dev.pointsman.quota.LocalQuota;
import dev.pointsman.quota.Rate;
import dev.pointsman.quota.Window;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One limit as the store counts it. Shared by all loops. */
final class SharedLimit {
    static final String PREFIX = Fleet.PREFIX;

    /** Subjects of which it is remembered what the store told. */
    private static final int MOST_SUBJECTS = 16_384;

    private static final int RATE_SLICES = 128;
    private static final int MONEY_SLICES = 96;

    private final Limit limit;
    private final String owner;
    private final String rates;
    private final ConcurrentHashMap<String, SharedSubject> subjects = new ConcurrentHashMap<>();
    final long requestSliceMicros;
    final long tokenSliceMicros;
    final long moneySliceMillis;

    /** @param owner of what this gateway spends */
    SharedLimit(Limit limit, long owner) {
        this.limit = limit;
        this.owner = hex(owner);
        LimitSettings settings = limit.settings();
        this.rates = PREFIX + "rate:"
                + hex(LocalQuota.subjectHash(settings.name() + " "
                        + settings.per().word() + " " + word(settings.requests()) + " " + word(settings.tokens())))
                + ":";
        this.requestSliceMicros = sliceMicros(settings.requests());
        this.tokenSliceMicros = sliceMicros(settings.tokens());
        Rate money = settings.spend();
        this.moneySliceMillis = money == null || money.window().calendar() != null
                ? 0
                : slice(money.window().length().toMillis(), MONEY_SLICES);
    }

    private static String word(@Nullable Rate rate) {
        return rate == null ? "-" : rate.window().word();
    }

    private static long sliceMicros(@Nullable Rate rate) {
        return rate == null ? 1 : slice(rate.window().length().toNanos() / 1_000, RATE_SLICES);
    }

    private static long slice(long length, int slices) {
        return Math.max(1, (length + slices - 1) / slices);
    }

    static String hex(long number) {
        return HexFormat.of().toHexDigits(number);
    }

    /** Where all gateways count what a subject spends. */
    static String moneyKey(long limitHash, long subjectHash) {
        return PREFIX + "spent:" + hex(limitHash) + ":" + hex(subjectHash);
    }

    /** Where this one's part of it is counted. */
    static String ownKey(long limitHash, long subjectHash, long owner) {
        return moneyKey(limitHash, subjectHash) + ":" + hex(owner);
    }

    LimitSettings settings() {
        return limit.settings();
    }

    SharedSubject subject(String name) {
        SharedSubject known = subjects.get(name);
        if (known != null) {
            return known;
        }
        long hash = LocalQuota.subjectHash(name);
        SharedSubject made = new SharedSubject(rates + hex(hash) + ":", moneyKey(limit.hash(), hash), owner);
        if (subjects.size() >= MOST_SUBJECTS) {
            subjects.clear();
        }
        SharedSubject other = subjects.putIfAbsent(name, made);
        return other == null ? made : other;
    }

    /** Nano-dollars that all gateways have spent, of the subjects that are remembered. */
    long spentNanos(long nowMillis) {
        long sum = 0;
        for (SharedSubject subject : subjects.values()) {
            sum += subject.spentNanos(nowMillis);
        }
        return sum;
    }

    /** The period in which money counts that is spent now. */
    long period(long nowMillis) {
        Window.@Nullable Calendar calendar = calendar();
        return calendar != null ? calendar.start(nowMillis) : Math.floorDiv(nowMillis, Math.max(1, moneySliceMillis));
    }

    /** When it counts no more, Unix time in milliseconds. */
    long endMillis(long period) {
        Window.@Nullable Calendar calendar = calendar();
        return calendar != null ? calendar.endMillis(period) : (period + MONEY_SLICES + 1) * moneySliceMillis;
    }

    private Window.@Nullable Calendar calendar() {
        Rate money = settings().spend();
        return money == null ? null : money.window().calendar();
    }
}
