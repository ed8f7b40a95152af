package dev.pointsman.routing.text;

import java.util.Arrays;

/** A set of code points, as ranges in rising order that neither meet nor overlap; immutable. */
final class CodeSet {
    static final CodeSet ALL = range(0, Character.MAX_CODE_POINT);
    static final CodeSet LINE_FEED = range('\n', '\n');
    static final CodeSet WORD = of('0', '9', 'A', 'Z', '_', '_', 'a', 'z');
    static final CodeSet DIGIT = range('0', '9');
    static final CodeSet SPACE = of('\t', '\n', '\f', '\r', ' ', ' ');

    /** First and last of each range. */
    private final int[] bounds;

    private CodeSet(int[] bounds) {
        this.bounds = bounds;
    }

    static CodeSet range(int first, int last) {
        return new CodeSet(new int[] {first, last});
    }

    /** Of pairs of first and last, in any order. */
    static CodeSet of(int... pairs) {
        Builder builder = new Builder();
        for (int i = 0; i < pairs.length; i += 2) {
            builder.add(pairs[i], pairs[i + 1]);
        }
        return builder.build();
    }

    int ranges() {
        return bounds.length / 2;
    }

    int first(int range) {
        return bounds[2 * range];
    }

    int last(int range) {
        return bounds[2 * range + 1];
    }

    int size() {
        int size = 0;
        for (int i = 0; i < ranges(); i++) {
            size += last(i) - first(i) + 1;
        }
        return size;
    }

    boolean has(int codePoint) {
        for (int i = 0; i < ranges(); i++) {
            if (codePoint <= last(i)) {
                return codePoint >= first(i);
            }
        }
        return false;
    }

    boolean meets(CodeSet other) {
        for (int i = 0; i < ranges(); i++) {
            for (int j = 0; j < other.ranges(); j++) {
                if (first(i) <= other.last(j) && other.first(j) <= last(i)) {
                    return true;
                }
            }
        }
        return false;
    }

    CodeSet negated() {
        Builder builder = new Builder();
        int from = 0;
        for (int i = 0; i < ranges(); i++) {
            builder.add(from, first(i) - 1);
            from = last(i) + 1;
        }
        builder.add(from, Character.MAX_CODE_POINT);
        return builder.build();
    }

    /** With every character that differs from one of these in case only. */
    CodeSet inAnyCase() {
        return CaseFold.closure(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CodeSet set && Arrays.equals(bounds, set.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    /** Collects ranges in any order. */
    static final class Builder {
        private long[] ranges = new long[8];
        private int count;

        /** Adds nothing where {@code last} is before {@code first}. */
        Builder add(int first, int last) {
            if (first <= last) {
                if (count == ranges.length) {
                    ranges = Arrays.copyOf(ranges, count * 2);
                }
                ranges[count++] = ((long) first << 32) | last;
            }
            return this;
        }

        Builder add(CodeSet set) {
            for (int i = 0; i < set.ranges(); i++) {
                add(set.first(i), set.last(i));
            }
            return this;
        }

        CodeSet build() {
            Arrays.sort(ranges, 0, count);
            int[] bounds = new int[2 * count];
            int used = 0;
            for (int i = 0; i < count; i++) {
                int first = (int) (ranges[i] >> 32);
                int last = (int) ranges[i];
                if (used > 0 && first <= bounds[used - 1] + 1) {
                    bounds[used - 1] = Math.max(bounds[used - 1], last);
                } else {
                    bounds[used++] = first;
                    bounds[used++] = last;
                }
            }
            return new CodeSet(Arrays.copyOf(bounds, used));
        }
    }
}
