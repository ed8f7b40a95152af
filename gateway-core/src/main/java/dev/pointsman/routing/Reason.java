package dev.pointsman.routing;

import java.util.List;

/**
 * One change to a decision, or one that was asked for and could not be made.
 *
 * @param router who made it
 * @param text why, for people: {@code rule eu-stays-in-eu: only providers bedrock, local}
 * @param removed names of the models it removed
 * @param narrowed ids of the deployments it removed from models that stay
 */
public record Reason(String router, String text, List<String> removed, List<String> narrowed) {
    public Reason {
        removed = List.copyOf(removed);
        narrowed = List.copyOf(narrowed);
    }

    public Reason(String router, String text, List<String> removed) {
        this(router, text, removed, List.of());
    }

    @Override
    public String toString() {
        return router + ": " + text + (removed.isEmpty() ? "" : " (removed " + String.join(", ", removed) + ")");
    }
}
