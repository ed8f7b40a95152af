package dev.pointsman.routing.reach;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cases in which a {@code when} holds: in each, all of some literals, grouped by source. A normal form with a bound: where there would be more
 * cases than that, nothing is told.
 *
 * @param possible those that do not contradict themselves
 * @param contradiction two or more literals of the first case that does; null where none does
 */
record Cases(
        List<Map<String, List<Literal>>> possible, @Nullable List<Literal> contradiction) {
    /** Cases of one condition that are looked at. */
    static final int MOST = 200;

    Cases {
        possible = List.copyOf(possible);
    }

    /** Holds always. */
    static final Cases ALWAYS = new Cases(List.of(Map.of()), null);

    static Cases of(Literal literal) {
        return only(Map.of(literal.source(), List.of(literal)));
    }

    private static Cases only(Map<String, List<Literal>> one) {
        for (List<Literal> literals : one.values()) {
            if (Literal.excludeEachOther(literals)) {
                return new Cases(List.of(), literals);
            }
        }
        return new Cases(List.of(one), null);
    }

    /** Null where there are too many. */
    static @Nullable Cases any(List<Cases> some) {
        List<Map<String, List<Literal>>> all = new ArrayList<>();
        List<Literal> contradiction = null;
        for (Cases each : some) {
            all.addAll(each.possible);
            contradiction = contradiction == null ? each.contradiction : contradiction;
        }
        return all.size() > MOST ? null : new Cases(all, contradiction);
    }

    /** Null where there are too many. */
    static @Nullable Cases all(List<Cases> some) {
        Cases left = ALWAYS;
        for (Cases each : some) {
            if (left.possible.size() * each.possible.size() > MOST) {
                return null;
            }
            left = left.and(each);
        }
        return left;
    }

    private Cases and(Cases other) {
        List<Map<String, List<Literal>>> both = new ArrayList<>();
        List<Literal> why = contradiction != null ? contradiction : other.contradiction;
        for (Map<String, List<Literal>> mine : possible) {
            for (Map<String, List<Literal>> its : other.possible) {
                Cases joined = only(joined(mine, its));
                both.addAll(joined.possible);
                why = why != null ? why : joined.contradiction;
            }
        }
        return new Cases(both, why);
    }

    private static Map<String, List<Literal>> joined(
            Map<String, List<Literal>> some, Map<String, List<Literal>> others) {
        Map<String, List<Literal>> joined = new LinkedHashMap<>(some);
        others.forEach((source, literals) -> joined.merge(source, literals, (first, second) -> {
            List<Literal> both = new ArrayList<>(first);
            both.addAll(second);
            return List.copyOf(both);
        }));
        return joined;
    }

    /** Whether nothing can meet it. */
    boolean never() {
        return possible.isEmpty();
    }

    /** Whether it is certain that the other holds wherever this does. */
    boolean implies(Cases other) {
        return possible.stream().allMatch(mine -> other.possible.stream().anyMatch(its -> implies(mine, its)));
    }

    private static boolean implies(Map<String, List<Literal>> some, Map<String, List<Literal>> wanted) {
        return wanted.entrySet().stream().allMatch(each -> {
            List<Literal> known = some.get(each.getKey());
            return known != null && each.getValue().stream().allMatch(literal -> literal.follows(known));
        });
    }
}
