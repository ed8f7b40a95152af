package dev.pointsman.cli.parquet;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** Writes structures in Thrift's compact protocol (Apache Thrift, doc/specs/thrift-compact-protocol.md): fields by rising numbers, as far as Parquet needs it. */
final class Thrift {
    private static final int I32 = 5;
    private static final int I64 = 6;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int STRUCT = 12;
    private static final int SHORT_LIST = 15;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1_024);
    private final Deque<Integer> outer = new ArrayDeque<>();
    private int last;

    Thrift i32(int field, int value) {
        head(field, I32);
        return zigzag(value);
    }

    Thrift i64(int field, long value) {
        head(field, I64);
        return zigzag(value);
    }

    Thrift text(int field, String value) {
        head(field, BINARY);
        return element(value);
    }

    /** Begins a structure, which {@link #end} ends. */
    Thrift struct(int field) {
        head(field, STRUCT);
        return element();
    }

    /** Begins a list of structures, each from {@link #element()} to {@link #end}. */
    Thrift structs(int field, int size) {
        return list(field, size, STRUCT);
    }

    /** Begins a list of numbers. */
    Thrift numbers(int field, int size) {
        return list(field, size, I32);
    }

    /** Begins a list of texts. */
    Thrift texts(int field, int size) {
        return list(field, size, BINARY);
    }

    Thrift element() {
        outer.push(last);
        last = 0;
        return this;
    }

    Thrift element(int number) {
        return zigzag(number);
    }

    Thrift element(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        varint(out, bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    /** Of a structure within another, or of the whole. */
    Thrift end() {
        out.write(0);
        last = outer.isEmpty() ? 0 : outer.pop();
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    private void head(int field, int type) {
        out.write(((field - last) << 4) | type);
        last = field;
    }

    private Thrift list(int field, int size, int type) {
        head(field, LIST);
        if (size < SHORT_LIST) {
            out.write((size << 4) | type);
        } else {
            out.write((SHORT_LIST << 4) | type);
            varint(out, size);
        }
        return this;
    }

    private Thrift zigzag(long value) {
        varint(out, (value << 1) ^ (value >> 63));
        return this;
    }

    /** Seven bits a byte, the lowest first. */
    static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
