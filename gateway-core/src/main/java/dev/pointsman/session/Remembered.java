package dev.pointsman.session;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a conversation: no text, only who answered, how long the prompts were, and when.
 *
 * @param text the id for records
 * @param model that answered last
 * @param places deployments that answered, the latest first
 * @param atNanos when the last reply ended, on the monotonic clock
 */
record Remembered(SessionId id, String text, String model, List<Place> places, long atNanos) {
    /** So many deployments of one conversation are thought of: a stand-in and its stand-in. */
    private static final int MOST_PLACES = 3;

    /**
     * A deployment that answered.
     *
     * @param promptTokens of the last prompt it was sent
     * @param atNanos when that reply ended
     */
    record Place(String deployment, int promptTokens, long atNanos) {}

    Remembered {
        places = List.copyOf(places);
    }

    /** After a reply; {@code before} is what was kept until then. */
    static Remembered after(@Nullable Remembered before, SessionId id, String model, Place latest) {
        List<Place> places = new ArrayList<>(MOST_PLACES);
        places.add(latest);
        if (before != null) {
            for (int i = 0; i < before.places.size() && places.size() < MOST_PLACES; i++) {
                Place place = before.places.get(i);
                if (!place.deployment.equals(latest.deployment)) {
                    places.add(place);
                }
            }
        }
        return new Remembered(id, before == null ? id.text() : before.text, model, places, latest.atNanos);
    }

    /** After a reply that no deployment was asked for. */
    static Remembered replayed(@Nullable Remembered before, SessionId id, String model, long nowNanos) {
        return new Remembered(
                id,
                before == null ? id.text() : before.text,
                model,
                before == null ? List.of() : before.places,
                nowNanos);
    }

    /** Tokens of the last prompt of a deployment that answered no longer ago than that; 0 where there is none. */
    int promptTokens(String deployment, long nowNanos, long withinNanos) {
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            if (place.deployment.equals(deployment)) {
                return nowNanos - place.atNanos <= withinNanos ? place.promptTokens : 0;
            }
        }
        return 0;
    }
}
