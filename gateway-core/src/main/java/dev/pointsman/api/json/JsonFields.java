package dev.pointsman.api.json;

import java.util.Arrays;

/**
 * Where the top-level fields of a JSON object stand in its bytes: for each field the range of its value, from {@code start} (inclusive) to
 * {@code end} (exclusive). In the order of the body.
 */
public final class JsonFields {
    public static final JsonFields NONE = new JsonFields(new String[0], new int[0], 0);

    private final String[] names;
    /** nameStart, valueStart, valueEnd of each field. */
    private final int[] ranges;

    private final int count;

    JsonFields(String[] names, int[] ranges, int count) {
        this.names = names;
        this.ranges = ranges;
        this.count = count;
    }

    /**
     * Of a JSON object, checked whole.
     *
     * @throws JsonCursor.Malformed where it is none
     */
    public static JsonFields of(byte[] object) {
        JsonCursor cursor = new JsonCursor(object);
        Builder fields = new Builder();
        cursor.beginObject();
        while (cursor.nextField()) {
            String name = cursor.name();
            int nameStart = cursor.nameStart();
            int start = cursor.offset();
            cursor.skipValue();
            fields.add(name, nameStart, start, cursor.offset());
        }
        cursor.finish();
        return fields.build();
    }

    public int count() {
        return count;
    }

    /** -1 where the body has no such field. */
    public int indexOf(String name) {
        for (int i = 0; i < count; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    public boolean has(String name) {
        return indexOf(name) >= 0;
    }

    public String name(int field) {
        return names[field];
    }

    /** First byte (the quote) of the field's name. */
    public int nameStart(int field) {
        return ranges[field * 3];
    }

    public int start(int field) {
        return ranges[field * 3 + 1];
    }

    public int end(int field) {
        return ranges[field * 3 + 2];
    }

    /** Collects fields while a body is scanned. */
    public static final class Builder {
        private String[] names = new String[12];
        private int[] ranges = new int[36];
        private int count;

        public void add(String name, int nameStart, int start, int end) {
            if (count == names.length) {
                names = Arrays.copyOf(names, count * 2);
                ranges = Arrays.copyOf(ranges, count * 6);
            }
            names[count] = name;
            ranges[count * 3] = nameStart;
            ranges[count * 3 + 1] = start;
            ranges[count * 3 + 2] = end;
            count++;
        }

        /** Fields added so far. */
        public int count() {
            return count;
        }

        public JsonFields build() {
            return new JsonFields(names, ranges, count);
        }
    }
}
