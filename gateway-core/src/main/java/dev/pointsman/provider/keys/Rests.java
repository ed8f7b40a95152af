package dev.pointsman.provider.keys;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Which of a provider's keys rest, and until when. A rest is of one value of a key: where its file has another by now, that one is fresh.
 *
 * <p>Shared by all loops; each place is an atomic of its own, whose latest writer wins: either rest is as good.
 */
final class Rests {
    /** Not a record: its value must not be printed. */
    private static final class Rest {
        private final long untilNanos;
        private final String value;

        Rest(long untilNanos, String value) {
            this.untilNanos = untilNanos;
            this.value = value;
        }
    }

    private final AtomicReferenceArray<@Nullable Rest> places;

    Rests(int keys) {
        places = new AtomicReferenceArray<>(keys);
    }

    /** Nanoseconds to go; 0 where that value of the key does not rest. */
    long remainingNanos(int place, String value, long now) {
        Rest rest = places.get(place);
        return rest == null || !rest.value.equals(value) ? 0 : Math.max(0, rest.untilNanos - now);
    }

    /** Begins a rest; true where that value did not rest already. */
    boolean begin(int place, String value, long now, long nanos) {
        Rest before = places.get(place);
        boolean rested = before != null && before.value.equals(value) && before.untilNanos - now > 0;
        boolean longer = !rested || now + nanos - before.untilNanos > 0;
        return longer && places.compareAndSet(place, before, new Rest(now + nanos, value)) && !rested;
    }
}
