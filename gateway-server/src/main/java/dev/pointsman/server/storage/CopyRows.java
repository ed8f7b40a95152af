package dev.pointsman.server.storage;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A batch of records in PostgreSQL's binary format for {@code COPY}: a header, for each row the number of its fields and for each field its
 * length and its bytes (-1 for null), and an end. Numbers are big-endian. Source: PostgreSQL 17, "COPY", section "Binary Format".
 *
 * <p>One object takes batch after batch; confined to one thread. Its buffer grows with the batches and is kept up to {@value #MOST_KEPT} bytes.
 */
final class CopyRows implements RecordColumns.Values {
    static final long DAY_MILLIS = 86_400_000;

    private static final long LAST_MILLIS = 253_402_300_800_000L; // the year 10000: no clock's time
    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final int FIELDS = RecordColumns.Column.values().length + 1;
    private static final int MOST_KEPT = 8 << 20;

    private final RecordColumns columns = new RecordColumns();
    private final Set<Long> days = new TreeSet<>();
    private byte[] bytes = new byte[256 * 1024];
    private int length;
    private int misunderstood;

    /**
     * Takes a batch in the place of the one before.
     *
     * @param oldestMillis records from before are passed over
     */
    void take(List<byte[]> lines, long oldestMillis) {
        if (bytes.length > MOST_KEPT) {
            bytes = new byte[MOST_KEPT];
        }
        length = 0;
        misunderstood = 0;
        days.clear();
        append(HEADER);
        for (byte[] line : lines) {
            if (!columns.read(line) || columns.atMillis() >= LAST_MILLIS) {
                misunderstood++;
            } else if (columns.atMillis() >= oldestMillis) {
                row(columns.record());
            }
        }
        twoBytes(-1);
    }

    private void row(byte[] line) {
        days.add(Math.floorDiv(columns.atMillis(), DAY_MILLIS));
        twoBytes(FIELDS);
        columns.each(this);
        fourBytes(line.length);
        append(line);
    }

    /** The batch; the first {@link #length} of them, until the next one is taken. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** How many lines were no records. */
    int misunderstood() {
        return misunderstood;
    }

    /** The days of the records, since 1970, in order. */
    Set<Long> days() {
        return Set.copyOf(days);
    }

    /** No text of PostgreSQL holds the character 0. */
    @Override
    public void text(String value) {
        byte[] text = value.replace('\0', '\uFFFD').getBytes(StandardCharsets.UTF_8);
        fourBytes(text.length);
        append(text);
    }

    @Override
    public void whole(long value) {
        fourBytes(Long.BYTES);
        fourBytes((int) (value >> 32));
        fourBytes((int) value);
    }

    @Override
    public void real(double value) {
        whole(Double.doubleToLongBits(value));
    }

    @Override
    public void nothing() {
        fourBytes(-1);
    }

    private void twoBytes(int value) {
        room(Short.BYTES);
        bytes[length++] = (byte) (value >> 8);
        bytes[length++] = (byte) value;
    }

    private void fourBytes(int value) {
        twoBytes(value >> 16);
        twoBytes(value);
    }

    private void append(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
