package dev.pointsman.cache;

import java.util.Arrays;

/** Where the fields of one object stand in a buffer, one after the other, and how they are put in the order of their names. */
final class FieldOrder {
    private static final int EACH = 3;

    private int[] places = new int[8 * EACH];
    private int count;
    private boolean sorted = true;

    /** The next field, with the end of its name. */
    void add(int start, int nameEnd, int end) {
        if (count * EACH == places.length) {
            places = Arrays.copyOf(places, places.length * 2);
        }
        places[count * EACH] = start;
        places[count * EACH + 1] = nameEnd;
        places[count * EACH + 2] = end;
        count++;
    }

    /** Moves them within the buffer; fields of one name keep their order. */
    void sort(byte[] buffer) {
        for (int i = 1; i < count && sorted; i++) {
            sorted = compare(buffer, i - 1, i) <= 0;
        }
        if (sorted) {
            return;
        }
        Integer[] order = new Integer[count];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (one, other) -> compare(buffer, one, other));
        int from = places[0];
        byte[] moved = new byte[places[(count - 1) * EACH + 2] - from];
        int at = 0;
        for (int field : order) {
            int start = places[field * EACH];
            int size = places[field * EACH + 2] - start;
            System.arraycopy(buffer, start, moved, at, size);
            at += size;
        }
        System.arraycopy(moved, 0, buffer, from, moved.length);
    }

    private int compare(byte[] buffer, int one, int other) {
        return Arrays.compare(
                buffer,
                places[one * EACH],
                places[one * EACH + 1],
                buffer,
                places[other * EACH],
                places[other * EACH + 1]);
    }
}
