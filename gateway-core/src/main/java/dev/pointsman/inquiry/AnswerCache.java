package dev.pointsman.inquiry;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Findings of the latest prompts, by their keys; holds at most {@value #PLACES}. Each key has one place, and a new one there replaces the old.
 *
 * <p>Shared by all loops without a lock: a place is written whole, and read whole or not at all.
 */
final class AnswerCache<T> {
    static final int PLACES = 4_096;

    private record Entry<T>(TextKey key, T finding) {}

    private final AtomicReferenceArray<Entry<T>> places = new AtomicReferenceArray<>(PLACES);

    @Nullable
    T of(TextKey key) {
        Entry<T> entry = places.get(place(key));
        return entry != null && entry.key.equals(key) ? entry.finding : null;
    }

    void put(TextKey key, T finding) {
        places.set(place(key), new Entry<>(key, finding));
    }

    private static int place(TextKey key) {
        return (int) key.low() & (PLACES - 1);
    }
}
