package dev.pointsman.fleet;

import org.jspecify.annotations.Nullable;

/**
 * One subject of one limit: its keys in the store, and what the store last told of it. Shared by all loops; what is known is a hint, written without
 * locks but for {@link #ownMost}.
 */
final class SharedSubject {
    /** requests, tokens, under way, spent by all, spent by this gateway */
    private final String[] keys;

    private volatile long spentNanos;
    private volatile long spentUntilMillis = Long.MIN_VALUE;
    private volatile long refusedAtNanos;
    private volatile long refusedForNanos;
    private long outage = -1;
    private long ownMost;
    private long ownMostUntilMillis;

    SharedSubject(String rates, String money, String owner) {
        this.keys = new String[] {rates + "r", rates + "t", rates + "c", money, money + ":" + owner};
    }

    static final int KEYS = 5;

    String key(int index) {
        return keys[index];
    }

    /** The store told what all gateways have spent, in a window that goes on so long at least. */
    void spent(long nanos, long untilMillis) {
        spentNanos = nanos;
        spentUntilMillis = untilMillis;
    }

    /** As last told; 0 where that is of a window that has ended. */
    long spentNanos(long nowMillis) {
        return nowMillis < spentUntilMillis ? spentNanos : 0;
    }

    void refused(long nowNanos, long waitNanos) {
        refusedAtNanos = nowNanos;
        refusedForNanos = waitNanos;
    }

    /** Whether the store refused it, and would still. */
    boolean refusedNow(long nowNanos) {
        return refusedForNanos > 0 && nowNanos - refusedAtNanos < refusedForNanos;
    }

    /** What is to be parted: the limit, among how many gateways, and what this one has spent of it; nano-dollars. */
    record Left(long most, int gateways, long ownNanos) {}

    /**
     * Nano-dollars that this gateway alone may have spent while the store is away: what it had when that began, and its share of what was left; 1 at
     * least.
     *
     * @param itsOutage a number of its own for each
     * @param untilMillis when the window of now ends; where it slides, when nothing of now is in it
     */
    synchronized long ownMost(long itsOutage, Left left, long nowMillis, long untilMillis) {
        if (itsOutage != outage) {
            outage = itsOutage;
            long rest = left.most - Math.max(left.ownNanos, spentNanos(nowMillis));
            ownMost = left.ownNanos + Math.max(0, rest) / left.gateways;
            ownMostUntilMillis = untilMillis;
        }
        return Math.max(1, nowMillis < ownMostUntilMillis ? ownMost : left.most / left.gateways);
    }

    /** Whose keys they are. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SharedSubject subject
                && subject.keys[0].equals(keys[0])
                && subject.keys[4].equals(keys[4]);
    }

    @Override
    public int hashCode() {
        return keys[0].hashCode() * 31 + keys[4].hashCode();
    }
}
