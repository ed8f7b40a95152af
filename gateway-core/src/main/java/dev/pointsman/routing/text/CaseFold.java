package dev.pointsman.routing.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which characters differ in case only: those that steps to the lower or upper case lead to from one another (k, K and the Kelvin sign; s, S and
 * the long s). As in RE2, the dotted and the dotless i of Turkish stand alone. So do nine old forms of Cyrillic letters: RE2/J 1.8 does not know
 * their pairs, and looks for them for ever.
 */
final class CaseFold {
    static final CodeSet OLD_CYRILLIC = CodeSet.range(0x1c80, 0x1c88);

    private static final CodeSet TURKISH_I = CodeSet.range(0x130, 0x131);

    /** No character above it has a case (Unicode 16). */
    private static final int LAST = 0x1ffff;

    /** Code points that have others of their kind, in rising order, and those others. */
    private static final int[] FOLDING;

    private static final int[][] OTHERS;

    static {
        Map<Integer, Set<Integer>> near = new HashMap<>();
        for (int c = 'A'; c <= LAST; c++) {
            join(near, c, Character.toLowerCase(c));
            join(near, c, Character.toUpperCase(c));
        }
        FOLDING = near.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
        OTHERS = new int[FOLDING.length][];
        for (int i = 0; i < FOLDING.length; i++) {
            int self = FOLDING[i];
            OTHERS[i] = kin(near, self).stream()
                    .mapToInt(Integer::intValue)
                    .filter(each -> each != self)
                    .toArray();
        }
    }

    private CaseFold() {}

    static CodeSet closure(CodeSet set) {
        CodeSet.Builder builder = new CodeSet.Builder().add(set);
        for (int range = 0; range < set.ranges(); range++) {
            int at = Arrays.binarySearch(FOLDING, set.first(range));
            for (int i = at < 0 ? ~at : at; i < FOLDING.length && FOLDING[i] <= set.last(range); i++) {
                for (int other : OTHERS[i]) {
                    builder.add(other, other);
                }
            }
        }
        return builder.build();
    }

    private static void join(Map<Integer, Set<Integer>> near, int c, int other) {
        if (other != c && !TURKISH_I.has(c) && !OLD_CYRILLIC.has(c)) {
            near.computeIfAbsent(c, key -> new HashSet<>()).add(other);
            near.computeIfAbsent(other, key -> new HashSet<>()).add(c);
        }
    }

    private static List<Integer> kin(Map<Integer, Set<Integer>> near, int self) {
        List<Integer> kin = new ArrayList<>(List.of(self));
        Deque<Integer> left = new ArrayDeque<>(kin);
        while (!left.isEmpty()) {
            for (int other : near.getOrDefault(left.remove(), Set.of())) {
                if (!kin.contains(other)) {
                    kin.add(other);
                    left.add(other);
                }
            }
        }
        return kin;
    }
}
