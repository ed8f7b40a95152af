package dev.pointsman.provider;

import java.util.Arrays;

/**
 * The bytes that one read from a provider gives to the client: ranges of arrays, joined as late as can be. Neighbouring ranges of one array
 * stay one range, and where that is the whole array it is handed over as it is.
 */
public final class RelayedBytes {
    private static final byte[] NOTHING = {};

    private byte[] gathered = NOTHING;
    private int length;

    private byte[] run = NOTHING;
    private int from;
    private int to;

    public void add(byte[] array, int start, int end) {
        if (array == run && start == to) {
            to = end;
            return;
        }
        flush();
        run = array;
        from = start;
        to = end;
    }

    void add(byte[] array) {
        add(array, 0, array.length);
    }

    public boolean isEmpty() {
        return length == 0 && to == from;
    }

    private void flush() {
        int count = to - from;
        if (gathered.length - length < count) {
            gathered = Arrays.copyOf(gathered, Math.max(length + count, Math.max(512, gathered.length * 2)));
        }
        System.arraycopy(run, from, gathered, length, count);
        length += count;
        from = 0;
        to = 0;
    }

    /**
     * All of it in one array that is the receiver's, and starts over.
     *
     * @param given the array that may be handed over itself
     */
    public byte[] take(byte[] given) {
        byte[] all;
        if (length == 0) {
            all = run == given && from == 0 && to == run.length ? run : Arrays.copyOfRange(run, from, to);
        } else {
            flush();
            all = Arrays.copyOf(gathered, length);
        }
        length = 0;
        run = NOTHING;
        from = 0;
        to = 0;
        return all;
    }
}
