package dev.pointsman.session;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The conversations that are remembered, at most {@value #PLACES}. Read and written on all loops without locks.
 *
 * <p>A table of sets of {@value #WAYS} places, as a processor's cache is: a conversation may stand in one set only, told by its hash, and takes there
 * its own place, else a free one, else that of the one whose last reply is longest ago. A place changes by one compare-and-set, so a reader
 * sees a conversation whole. Two first replies of one conversation at the same time may take two places: the first one found counts, and the other
 * ages. With 100,000 conversations in it about 5 in 100 have lost their place to a newer one.
 */
final class ConversationTable {
    static final int PLACES = 1 << 17;
    private static final int WAYS = 8;
    private static final int ATTEMPTS = 4;

    private final AtomicReferenceArray<@Nullable Remembered> places = new AtomicReferenceArray<>(PLACES);

    /** Null where it is not remembered, or its last reply is longer ago than that. */
    @Nullable
    Remembered find(SessionId id, long nowNanos, long keepNanos) {
        int set = set(id);
        for (int i = set; i < set + WAYS; i++) {
            Remembered there = places.get(i);
            if (there != null && there.id().equals(id)) {
                return nowNanos - there.atNanos() <= keepNanos ? there : null;
            }
        }
        return null;
    }

    /** Remembers it in place of what was remembered of it. Where others win its place again and again, it is not. */
    void put(Remembered latest) {
        int set = set(latest.id());
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int place = place(set, latest);
            Remembered there = places.get(place);
            if (there != null && there.id().equals(latest.id()) && there.atNanos() - latest.atNanos() > 0) {
                return; // a later reply was quicker to get here
            }
            if (places.compareAndSet(place, there, latest)) {
                return;
            }
        }
    }

    private int place(int set, Remembered latest) {
        int best = set;
        long longest = Long.MIN_VALUE;
        for (int i = set; i < set + WAYS; i++) {
            Remembered there = places.get(i);
            if (there != null && there.id().equals(latest.id())) {
                return i;
            }
            long since = there == null ? Long.MAX_VALUE : latest.atNanos() - there.atNanos();
            if (since > longest) {
                longest = since;
                best = i;
            }
        }
        return best;
    }

    private static int set(SessionId id) {
        return (int) (id.low() & (PLACES / WAYS - 1)) * WAYS;
    }
}
