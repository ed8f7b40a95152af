package dev.pointsman.routing;

import java.util.List;

/**
 * One change to a decision, or one that was asked for and could not be made.
 *
 * @param router who made it
 * @param text why, for people: {@code rule eu-stays-in-eu: only providers bedrock, local}
 * @param removed names of the models it removed
 */
public record Reason(String router, String text, List<String> removed) {
    public Reason {
        removed = List.copyOf(removed);
    }

    @Override
    public String toString() {
        return router + ": " + text + (removed.isEmpty() ? "" : " (removed " + String.join(", ", removed) + ")");
    }
}
