package dev.pointsman.learned.prompt;

import java.util.Arrays;

/** The places of the highest values, found with a heap whose root is the lowest of those kept. */
public final class Nearest {
    private final float[] values;
    private final int[] heap;
    private int size;

    private Nearest(float[] values, int count) {
        this.values = values;
        this.heap = new int[Math.min(count, values.length)];
    }

    /** Up to {@code count} places, in no order; of equal values the first ones. */
    public static int[] of(float[] values, int count) {
        Nearest nearest = new Nearest(values, count);
        for (int i = 0; i < values.length; i++) {
            nearest.add(i);
        }
        return Arrays.copyOf(nearest.heap, nearest.size);
    }

    private void add(int place) {
        if (size < heap.length) {
            int at = size++;
            while (at > 0 && lower(place, heap[(at - 1) / 2])) {
                heap[at] = heap[(at - 1) / 2];
                at = (at - 1) / 2;
            }
            heap[at] = place;
        } else if (size > 0 && values[place] > values[heap[0]]) {
            sink(place);
        }
    }

    private void sink(int place) {
        int at = 0;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && lower(heap[child + 1], heap[child])) {
                child++;
            }
            if (!lower(heap[child], place)) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = place;
    }

    private boolean lower(int a, int b) {
        return values[a] != values[b] ? values[a] < values[b] : a > b;
    }
}
