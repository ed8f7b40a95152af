package dev.pointsman.cli.parquet;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A column of a table, and the values of the rows that are not written yet; each may be missing. Plain encoding. Confined to one thread. */
public final class ParquetColumn {
    /** What a value is; numbers of parquet-format's {@code Type} and {@code ConvertedType}. */
    public enum Kind {
        FLAG(0, -1),
        LONG(2, -1),
        /** Milliseconds since 1970, of UTC. */
        MOMENT(2, 9),
        DOUBLE(5, -1),
        TEXT(6, 0);

        private final int type;
        private final int converted;

        Kind(int type, int converted) {
            this.type = type;
            this.converted = converted;
        }

        int type() {
            return type;
        }

        /** -1 where it is what its type says. */
        int converted() {
            return converted;
        }
    }

    private final String name;
    private final Kind kind;
    private final ByteArrayOutputStream values = new ByteArrayOutputStream();
    private final Bits there = new Bits();
    private final Bits flags = new Bits();

    /** Bits, the lowest of a byte first. */
    private static final class Bits {
        final ByteArrayOutputStream full = new ByteArrayOutputStream();
        int part;
        int count;

        void add(boolean set) {
            part |= set ? 1 << (count & 7) : 0;
            count++;
            if ((count & 7) == 0) {
                full.write(part);
                part = 0;
            }
        }

        void writeTo(ByteArrayOutputStream out) {
            out.writeBytes(full.toByteArray());
            if ((count & 7) != 0) {
                out.write(part);
            }
        }

        void clear() {
            full.reset();
            part = 0;
            count = 0;
        }
    }

    public ParquetColumn(String name, Kind kind) {
        this.name = name;
        this.kind = kind;
    }

    public String name() {
        return name;
    }

    public Kind kind() {
        return kind;
    }

    /** The next row has no value. */
    public void none() {
        there.add(false);
    }

    public void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        there.add(true);
        little(values, bytes.length, Integer.BYTES);
        values.writeBytes(bytes);
    }

    /** The next row's whole number, or moment. */
    public void number(long number) {
        there.add(true);
        little(values, number, Long.BYTES);
    }

    public void number(double number) {
        number(Double.doubleToRawLongBits(number));
    }

    public void flag(boolean flag) {
        there.add(true);
        flags.add(flag);
    }

    /** Rows that wait. */
    int rows() {
        return there.count;
    }

    /** Bytes of their values. */
    int bytes() {
        return values.size();
    }

    /** Their page: which rows have values, as one run of bits after the run's head, then the values. They wait no more. */
    byte[] page() {
        ByteArrayOutputStream levels = new ByteArrayOutputStream();
        int groups = (there.count + 7) / 8;
        Thrift.varint(levels, (groups << 1) | 1);
        there.writeTo(levels);
        ByteArrayOutputStream page = new ByteArrayOutputStream(levels.size() + values.size() + 8);
        little(page, levels.size(), Integer.BYTES);
        page.writeBytes(levels.toByteArray());
        flags.writeTo(page);
        page.writeBytes(values.toByteArray());
        there.clear();
        flags.clear();
        values.reset();
        return page.toByteArray();
    }

    /** The lowest byte first. */
    static void little(ByteArrayOutputStream out, long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >>> (8 * i)));
        }
    }
}
