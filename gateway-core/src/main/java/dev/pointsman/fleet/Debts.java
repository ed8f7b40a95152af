package dev.pointsman.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What was counted here and the store has not heard of, at most {@value #MOST} sums. Thread-safe.
 *
 * <p>Money may be owed in both directions. Requests and tokens are never owed below zero: what the store has counted too much of them leaves it by
 * itself.
 */
final class Debts {
    private static final int MOST = 65_536;

    private record Key(SharedSubject subject, String lease, long period) {}

    private final ConcurrentHashMap<Key, Change> owed = new ConcurrentHashMap<>();
    private final AtomicBoolean incomplete = new AtomicBoolean();

    /** Adds to what is owed; its slices are of no meaning. */
    void add(Change change) {
        if (change.nothing()) {
            return;
        }
        Key key = new Key(change.subject(), change.lease(), change.period());
        if (owed.size() >= MOST && !owed.containsKey(key)) {
            incomplete.set(true);
            return;
        }
        owed.merge(key, late(change), Debts::sum);
    }

    private static Change late(Change change) {
        return change.owed(
                Math.max(0, change.requests()), Math.max(0, change.tokens()), change.underWay(), change.nanos());
    }

    private static Change sum(Change one, Change more) {
        return one.owed(
                one.requests() + more.requests(),
                one.tokens() + more.tokens(),
                one.underWay() + more.underWay(),
                one.nanos() + more.nanos());
    }

    /** Takes up to so many; owed no more. */
    List<Change> take(int most) {
        List<Change> taken = new ArrayList<>();
        for (Key key : owed.keySet()) {
            if (taken.size() == most) {
                break;
            }
            Change change = owed.remove(key);
            if (change != null && !change.nothing()) {
                taken.add(change);
            }
        }
        return taken;
    }

    /** It may have reached the store or not: what could be counted too little by that stays owed. */
    void doubtful(Change change) {
        add(change.owed(0, 0, 0, Math.max(0, change.nanos())));
    }

    /** Whether more was owed than there was room for, since this was asked last. */
    boolean overflowed() {
        return incomplete.getAndSet(false);
    }

    /** Money is asserted as a whole. */
    void forgiveMoney() {
        owed.replaceAll((key, change) -> change.owed(change.requests(), change.tokens(), change.underWay(), 0));
    }

    boolean none() {
        return owed.isEmpty();
    }
}
