package dev.pointsman.routing.text;

import java.util.Arrays;

/** Numbers of 0 or more in the order they came, each once; grows with what it holds. */
final class NumberSet {
    private static final int FREE = -1;

    private int[] inOrder = new int[16];
    private int[] slots = filled(64);
    private int count;

    /** False where it was there. */
    boolean add(int number) {
        if (count * 2 >= slots.length) {
            grow();
        }
        int slot = slot(number);
        if (slots[slot] == number) {
            return false;
        }
        slots[slot] = number;
        if (count == inOrder.length) {
            inOrder = Arrays.copyOf(inOrder, count * 2);
        }
        inOrder[count++] = number;
        return true;
    }

    int size() {
        return count;
    }

    int at(int place) {
        return inOrder[place];
    }

    void clear() {
        count = 0;
        Arrays.fill(slots, FREE);
    }

    int[] sorted() {
        int[] numbers = Arrays.copyOf(inOrder, count);
        Arrays.sort(numbers);
        return numbers;
    }

    private int slot(int number) {
        int slot = ((number * 0x9e3779b9) >>> 8) & (slots.length - 1);
        while (slots[slot] != FREE && slots[slot] != number) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private void grow() {
        slots = filled(slots.length * 4);
        for (int i = 0; i < count; i++) {
            slots[slot(inOrder[i])] = inOrder[i];
        }
    }

    private static int[] filled(int length) {
        int[] slots = new int[length];
        Arrays.fill(slots, FREE);
        return slots;
    }
}
