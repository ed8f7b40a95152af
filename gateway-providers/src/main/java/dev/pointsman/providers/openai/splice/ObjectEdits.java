package dev.pointsman.providers.openai.splice;

import java.util.Arrays;

/**
 * Fields of one JSON object taken out or put in, commas and all, while a cursor walks it: {@code begin passed* (remove | add)* close}. Edits
 * inside the values of fields that stay are made elsewhere.
 */
public final class ObjectEdits {
    private static final byte[] COMMA = {','};
    private static final int[] NO_FIELDS = {};
    private static final byte[][] NOTHING_ADDED = {};

    private final ByteEdits edits;
    /** Name start, then value end of each field; the complement of the latter where the field goes. */
    private int[] fields = NO_FIELDS;

    private int count;
    private boolean removed;
    private byte[][] added = NOTHING_ADDED;
    private int additions;

    public ObjectEdits(ByteEdits edits) {
        this.edits = edits;
    }

    /** Starts over with another object. */
    public void begin() {
        count = 0;
        removed = false;
        additions = 0;
    }

    /** The place of the field that is passed next. */
    public int next() {
        return count;
    }

    /** A field has been passed; gives its place for {@link #remove}. */
    public int passed(int nameStart, int valueEnd) {
        if (count * 2 == fields.length) {
            fields = Arrays.copyOf(fields, Math.max(16, count * 4));
        }
        fields[count * 2] = nameStart;
        fields[count * 2 + 1] = valueEnd;
        return count++;
    }

    /** Takes out the field of that place; once. */
    public void remove(int place) {
        removed = true;
        fields[place * 2 + 1] = ~fields[place * 2 + 1];
    }

    /** Puts a field, name and value, at the end. */
    public void add(byte[] field) {
        if (additions == added.length) {
            added = Arrays.copyOf(added, Math.max(2, additions * 2));
        }
        added[additions++] = field;
    }

    /** The object has been passed; {@code brace} is the offset of its closing brace. */
    public void close(int brace) {
        boolean any = removed ? removals() : count > 0;
        for (int i = 0; i < additions; i++) {
            if (any) {
                edits.insert(brace, COMMA);
            }
            edits.insert(brace, added[i]);
            any = true;
        }
    }

    /** Whether any field stays. */
    private boolean removals() {
        boolean kept = false;
        for (int i = 0; i < count; i++) {
            int end = fields[i * 2 + 1];
            if (end >= 0) {
                kept = true;
            } else if (kept) {
                int before = fields[i * 2 - 1];
                edits.remove(before < 0 ? ~before : before, ~end);
            } else {
                edits.remove(fields[i * 2], i + 1 < count ? fields[i * 2 + 2] : ~end);
            }
        }
        return kept;
    }
}
