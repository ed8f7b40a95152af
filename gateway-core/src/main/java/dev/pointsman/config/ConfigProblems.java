package dev.pointsman.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All mistakes of one load, each with its place; a load goes on after a mistake so that they come at once. */
public final class ConfigProblems {
    /** Prints as {@code gateway.yaml:31:24: scores.balanced: unknown key "weight" (did you mean "weights"?)}. */
    public record Problem(ConfigPlace place, String path, String message) {
        @Override
        public String toString() {
            return place + ": " + (path.isEmpty() ? "" : path + ": ") + message;
        }
    }

    private final List<Problem> problems = new ArrayList<>();

    public void add(ConfigPlace place, String path, String message) {
        problems.add(new Problem(place, path, message));
    }

    public boolean isEmpty() {
        return problems.isEmpty();
    }

    /** In the order of their places. */
    public List<Problem> all() {
        return problems.stream()
                .sorted(Comparator.comparing((Problem p) -> p.place().line())
                        .thenComparing(p -> p.place().column()))
                .toList();
    }

    public void throwIfAny() {
        if (!problems.isEmpty()) {
            throw new ConfigException(all());
        }
    }
}
