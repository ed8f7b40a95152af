package dev.pointsman.providers.openai.splice;

import java.util.Arrays;

/**
 * Replacements of byte ranges of one text, noted in any order and made at once; ranges do not overlap. What is put in at one place stands in
 * the order it was noted. {@link #reset} starts over with another text.
 */
public final class ByteEdits {
    private static final byte[] NOTHING = {};

    private byte[] text;
    private int start;
    private int end;
    private int[] froms = new int[8];
    private int[] tos = new int[8];
    private byte[][] withs = new byte[8][];
    private int count;
    private boolean sorted = true;

    public ByteEdits(byte[] text) {
        this.text = text;
        this.end = text.length;
    }

    /** Forgets all edits; the text is now that range. */
    public void reset(byte[] array, int from, int to) {
        text = array;
        start = from;
        end = to;
        Arrays.fill(withs, 0, count, NOTHING);
        count = 0;
        sorted = true;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /** Offsets are those of the array. */
    public void replace(int from, int to, byte[] with) {
        if (count == froms.length) {
            froms = Arrays.copyOf(froms, count * 2);
            tos = Arrays.copyOf(tos, count * 2);
            withs = Arrays.copyOf(withs, count * 2);
        }
        sorted &= count == 0 || froms[count - 1] <= from;
        froms[count] = from;
        tos[count] = to;
        withs[count++] = with;
    }

    public void insert(int at, byte[] added) {
        replace(at, at, added);
    }

    public void remove(int from, int to) {
        replace(from, to, NOTHING);
    }

    /** The text with all edits made; the array itself where nothing was noted and the text is the whole of it. */
    public byte[] apply() {
        if (count == 0 && start == 0 && end == text.length) {
            return text;
        }
        byte[] out = new byte[length()];
        write(out, 0);
        return out;
    }

    /** Length of the edited text. */
    public int length() {
        int length = end - start;
        for (int i = 0; i < count; i++) {
            length += withs[i].length - (tos[i] - froms[i]);
        }
        return length;
    }

    /** Writes the edited text; gives the offset after it. */
    public int write(byte[] out, int from) {
        sort();
        int at = from;
        int copied = start;
        for (int i = 0; i < count; i++) {
            System.arraycopy(text, copied, out, at, froms[i] - copied);
            at += froms[i] - copied;
            System.arraycopy(withs[i], 0, out, at, withs[i].length);
            at += withs[i].length;
            copied = tos[i];
        }
        System.arraycopy(text, copied, out, at, end - copied);
        return at + end - copied;
    }

    /** How far into the edited text that byte has come; -1 where an edit covers it. */
    public int moved(int offset) {
        int moved = offset - start;
        for (int i = 0; i < count; i++) {
            if (tos[i] <= offset) {
                moved += withs[i].length - (tos[i] - froms[i]);
            } else if (froms[i] < offset) {
                return -1;
            }
        }
        return moved;
    }

    /** By insertion: edits are few, and come nearly in order. Those of one place keep their order. */
    private void sort() {
        if (sorted) {
            return;
        }
        for (int i = 1; i < count; i++) {
            int from = froms[i];
            int to = tos[i];
            byte[] with = withs[i];
            int k = i;
            while (k > 0 && froms[k - 1] > from) {
                froms[k] = froms[k - 1];
                tos[k] = tos[k - 1];
                withs[k] = withs[k - 1];
                k--;
            }
            froms[k] = from;
            tos[k] = to;
            withs[k] = with;
        }
        sorted = true;
    }
}
