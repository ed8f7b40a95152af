package dev.pointsman.routing.text;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntConsumer;

/**
 * The characters in classes that no set of some patterns parts. Class numbers begin at 1; one more than the last stands for the end of the text.
 * Immutable.
 */
final class Alphabet {
    /** What {@link #ofUnit} gives for the first half of a pair: the class is that of the whole code point. */
    static final int HALF = 0;

    /** Collects the sets, and numbers them. */
    static final class Builder {
        private final Map<CodeSet, Integer> numbers = new LinkedHashMap<>();

        Builder() {
            number(CodeSet.WORD);
            number(CodeSet.LINE_FEED);
        }

        int number(CodeSet set) {
            return numbers.computeIfAbsent(set, added -> numbers.size());
        }

        Alphabet build() {
            return new Alphabet(numbers.keySet().toArray(CodeSet[]::new));
        }
    }

    /** First code points of the ranges, in rising order. */
    private final int[] firsts;

    private final int[] classOf;
    /** Class of each UTF-16 unit. */
    private final char[] ofUnit = new char[Character.MAX_VALUE + 1];

    /** Bit set of the classes in each set. */
    private final long[][] members;

    private final Assertion.Side[] sides;
    private int classes = 1;

    private Alphabet(CodeSet[] sets) {
        TreeSet<Integer> cuts = new TreeSet<>();
        cuts.add(0);
        for (CodeSet set : sets) {
            for (int i = 0; i < set.ranges(); i++) {
                cuts.add(set.first(i));
                cuts.add(set.last(i) + 1);
            }
        }
        cuts.remove(Character.MAX_CODE_POINT + 1);
        firsts = cuts.stream().mapToInt(Integer::intValue).toArray();
        classOf = new int[firsts.length];
        Arrays.fill(classOf, 1);
        Map<Integer, Integer> sizes = new HashMap<>(Map.of(1, firsts.length));
        for (CodeSet set : sets) {
            split(set, sizes);
        }
        fillUnits();
        members = new long[sets.length][];
        for (int i = 0; i < sets.length; i++) {
            members[i] = members(sets[i]);
        }
        sides = new Assertion.Side[end() + 1];
        Arrays.fill(sides, Assertion.Side.OTHER);
        sides[of('a')] = Assertion.Side.WORD;
        for (int i = 0; i < firsts.length; i++) {
            if (CodeSet.WORD.has(firsts[i])) {
                sides[classOf[i]] = Assertion.Side.WORD;
            }
        }
        sides[of('\n')] = Assertion.Side.LINE_FEED;
        sides[end()] = Assertion.Side.NOTHING;
    }

    /** The number for the end of the text: the greatest. */
    int end() {
        return classes + 1;
    }

    int ofUnit(char unit) {
        return ofUnit[unit];
    }

    /** Class of a code point. */
    int of(int codePoint) {
        int at = Arrays.binarySearch(firsts, codePoint);
        return classOf[at < 0 ? ~at - 1 : at];
    }

    Assertion.Side side(int kind) {
        return sides[kind];
    }

    /** Whether the set of that number holds the class. */
    boolean holds(int set, int kind) {
        return (members[set][kind >> 6] & (1L << kind)) != 0;
    }

    /** Parts each class of which the set holds some and lacks some. */
    private void split(CodeSet set, Map<Integer, Integer> sizes) {
        Map<Integer, Integer> inside = new HashMap<>();
        eachRange(set, at -> inside.merge(classOf[at], 1, Integer::sum));
        Map<Integer, Integer> renamed = new HashMap<>();
        inside.forEach((kind, count) -> {
            int all = sizes.getOrDefault(kind, 0);
            if (count < all) {
                classes++;
                renamed.put(kind, classes);
                sizes.put(kind, all - count);
                sizes.put(classes, count);
            }
        });
        if (!renamed.isEmpty()) {
            eachRange(set, at -> classOf[at] = renamed.getOrDefault(classOf[at], classOf[at]));
        }
    }

    private long[] members(CodeSet set) {
        long[] bits = new long[(end() >> 6) + 1];
        eachRange(set, at -> bits[classOf[at] >> 6] |= 1L << classOf[at]);
        return bits;
    }

    private void eachRange(CodeSet set, IntConsumer action) {
        for (int i = 0; i < set.ranges(); i++) {
            int at = Arrays.binarySearch(firsts, set.first(i));
            for (; at < firsts.length && firsts[at] <= set.last(i); at++) {
                action.accept(at);
            }
        }
    }

    private void fillUnits() {
        for (int i = 0; i < firsts.length && firsts[i] < ofUnit.length; i++) {
            int to = i + 1 < firsts.length ? Math.min(firsts[i + 1], ofUnit.length) : ofUnit.length;
            Arrays.fill(ofUnit, firsts[i], to, (char) classOf[i]);
        }
        Arrays.fill(ofUnit, Character.MIN_HIGH_SURROGATE, Character.MAX_HIGH_SURROGATE + 1, (char) HALF);
    }
}
