package dev.pointsman.providers.openai;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Replacements of byte ranges of one text, noted in any order and made at once; ranges do not overlap. One use. */
final class ByteEdits {
    private record Edit(int from, int to, Bytes with) {}

    /** Names an array so that the record above may hold it. */
    private static final class Bytes {
        private final byte[] array;

        Bytes(byte[] array) {
            this.array = array;
        }
    }

    private final byte[] text;
    private final List<Edit> edits = new ArrayList<>();

    ByteEdits(byte[] text) {
        this.text = text;
    }

    void replace(int from, int to, byte[] with) {
        edits.add(new Edit(from, to, new Bytes(with)));
    }

    void insert(int at, byte[] added) {
        replace(at, at, added);
    }

    void remove(int from, int to) {
        replace(from, to, new byte[0]);
    }

    /** Takes back what was noted at or after that place. */
    void forgetFrom(int place) {
        edits.removeIf(edit -> edit.from >= place);
    }

    /** The text itself where nothing was noted. */
    byte[] apply() {
        if (edits.isEmpty()) {
            return text;
        }
        edits.sort(Comparator.comparingInt(Edit::from));
        byte[] out = new byte[length()];
        int at = 0;
        int copied = 0;
        for (Edit edit : edits) {
            System.arraycopy(text, copied, out, at, edit.from - copied);
            at += edit.from - copied;
            System.arraycopy(edit.with.array, 0, out, at, edit.with.array.length);
            at += edit.with.array.length;
            copied = edit.to;
        }
        System.arraycopy(text, copied, out, at, text.length - copied);
        return out;
    }

    private int length() {
        int length = text.length;
        for (Edit edit : edits) {
            length += edit.with.array.length - (edit.to - edit.from);
        }
        return length;
    }
}
