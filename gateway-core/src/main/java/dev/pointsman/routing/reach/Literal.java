package dev.pointsman.routing.reach;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One condition on one source, or its opposite. Where a source abstains, neither holds.
 *
 * @param source what it looks at; literals of one source can be held against each other
 * @param holds whether the condition is to hold, or not to
 * @param written the condition as the policy has it, for messages
 * @param region the values for which it holds, where these can be told
 * @param match the texts for which it holds, where it is about texts; with neither, only {@code written} tells it from others
 */
record Literal(
        String source,
        boolean holds,
        String written,
        @Nullable Region region,
        @Nullable Match match) {
    /** What is left of a region. */
    private @Nullable Region allowed() {
        return region == null || holds ? region : region.not();
    }

    /** Whether it is certain that some literals of one source cannot all hold. */
    static boolean excludeEachOther(List<Literal> some) {
        Region left = left(some);
        if (left != null && left.isEmpty()) {
            return true;
        }
        Set<String> values = values(some);
        if (values != null && values.isEmpty()) {
            return true;
        }
        return some.stream()
                .filter(Literal::holds)
                .anyMatch(yes -> some.stream().anyMatch(no -> !no.holds && yes.within(no)));
    }

    /** Whether it is certain that this holds wherever all of some literals of the same source do. */
    boolean follows(List<Literal> some) {
        Region left = left(some);
        Region mine = allowed();
        if (left != null && mine != null) {
            return left.within(mine);
        }
        Set<String> values = values(some);
        Match own = match;
        if (values != null && own != null && values.stream().allMatch(value -> own.admits(value) == holds)) {
            return true;
        }
        return some.stream().anyMatch(each -> each.holds == holds && (holds ? each.within(this) : within(each)));
    }

    private static @Nullable Region left(List<Literal> some) {
        Region left = null;
        for (Literal each : some) {
            Region allowed = each.allowed();
            if (allowed == null) {
                return null;
            }
            left = left == null ? allowed : left.and(allowed);
        }
        return left;
    }

    /** The texts for which all hold; null where they cannot be listed. */
    private static @Nullable Set<String> values(List<Literal> some) {
        for (Literal each : some) {
            Match listed = each.match;
            if (each.holds && listed != null && listed.finite()) {
                return listed.texts().stream()
                        .filter(value -> some.stream().allMatch(other -> other.admits(value)))
                        .collect(Collectors.toSet());
            }
        }
        return null;
    }

    private boolean admits(String value) {
        return match == null || (match.admits(value) == holds);
    }

    /** Whether the bare condition of this implies that of the other. */
    private boolean within(Literal other) {
        return (match != null && other.match != null) ? match.within(other.match) : written.equals(other.written);
    }

    @Override
    public String toString() {
        return (holds ? "" : "not ") + written;
    }
}
