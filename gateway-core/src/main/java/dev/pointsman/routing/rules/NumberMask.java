package dev.pointsman.routing.rules;

import java.util.Arrays;
import java.util.List;

/** A few numbers, to be held against bit sets of many: only those words of a bit set are looked at in which there is one. Immutable. */
final class NumberMask {
    static final NumberMask NONE = of(List.of());

    /** Which words of a bit set, in rising order. */
    private final int[] places;

    private final long[] bits;

    private NumberMask(int[] places, long[] bits) {
        this.places = places;
        this.bits = bits;
    }

    static NumberMask of(List<Integer> numbers) {
        int[] places =
                numbers.stream().mapToInt(each -> each >> 6).distinct().sorted().toArray();
        long[] bits = new long[places.length];
        for (int number : numbers) {
            bits[Arrays.binarySearch(places, number >> 6)] |= 1L << number;
        }
        return new NumberMask(places, bits);
    }

    boolean isEmpty() {
        return places.length == 0;
    }

    /** Whether one of the numbers is in the set. */
    boolean meets(long[] set) {
        for (int i = 0; i < places.length; i++) {
            if ((set[places[i]] & bits[i]) != 0) {
                return true;
            }
        }
        return false;
    }
}
