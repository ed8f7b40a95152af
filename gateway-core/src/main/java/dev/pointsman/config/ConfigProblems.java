package dev.pointsman.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All mistakes of one load, each with its place; a load goes on after a mistake so that they come at once. Texts of the file stand in them so that
 * each mistake is one line of printable characters, and not a long one.
 */
public final class ConfigProblems {
    private static final int MOST_PATH = 300;
    private static final int MOST_MESSAGE = 1_000;
    /** Prints as {@code gateway.yaml:31:24: scores.balanced: unknown key "weight" (did you mean "weights"?)}. */
    public record Problem(ConfigPlace place, String path, String message) {
        @Override
        public String toString() {
            return place + ": " + (path.isEmpty() ? "" : path + ": ") + message;
        }
    }

    private final List<Problem> problems = new ArrayList<>();
    private final Set<Problem> told = new HashSet<>();

    /** Notes a mistake; the same one again is not noted again. */
    public void add(ConfigPlace place, String path, String message) {
        Problem problem = new Problem(place, shown(path, MOST_PATH), shown(message, MOST_MESSAGE));
        if (told.add(problem)) {
            problems.add(problem);
        }
    }

    /** The middle of a long text is left out, so that what was expected can be read; control characters stand as their codes. */
    private static String shown(String text, int most) {
        String cut = text.length() <= most
                ? text
                : text.substring(0, most / 2) + " … " + text.substring(text.length() - most / 2);
        if (cut.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            return cut;
        }
        StringBuilder shown = new StringBuilder(cut.length());
        cut.codePoints().forEach(c -> {
            if (Character.isISOControl(c)
                    || (c >= 0x2028 && c <= 0x202e)
                    || Character.getType(c) == Character.SURROGATE) {
                shown.append(String.format("\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }

    /** Whether a mistake was noted at a path or below it. */
    public boolean under(String path) {
        return problems.stream()
                .map(Problem::path)
                .anyMatch(each -> each.startsWith(path)
                        && (each.length() == path.length() || ".[".indexOf(each.charAt(path.length())) >= 0));
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
