package dev.pointsman.cache;

import dev.pointsman.api.json.JsonCursor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * JSON in one spelling, built by one walk over its bytes: fields in the order of their names, no white space, strings with as few escapes as
 * can be, numbers by their value. Two texts have the same form where they are the same value, and only there; but for whole numbers of more than
 * {@value #MOST_DIGITS} digits and for fields deeper than {@value #SORTED_DEPTH} levels, which count as they are written.
 *
 * <p>Fields of one name keep their order, since readers differ in which of them they take. Takes well-formed text; used once, by one thread.
 */
final class CanonicalJson {
    static final int SORTED_DEPTH = 32;
    static final int MOST_DIGITS = 30;
    /** Stands for a value that is left out: no canonical form has a control character. */
    private static final byte HOLE = 1;

    private static final int MOST_EXPONENT_DIGITS = 9;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final byte[] text;
    private final int holeStart;
    private final JsonCursor cursor;
    private byte[] out;
    private int length;

    /** @param holeStart where a value begins that counts as any other one in its place; -1 where there is none */
    CanonicalJson(byte[] text, int holeStart) {
        this.text = text;
        this.holeStart = holeStart;
        this.cursor = new JsonCursor(text);
        this.out = new byte[text.length + 64];
    }

    /** Adds the form of the value that stands there. */
    void add(int from, int to) {
        cursor.reset(text, from, to);
        value(0);
    }

    /** Adds a text as a string. */
    void addName(String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        room(utf8.length + 5);
        put(utf8.length >>> 24);
        put(utf8.length >>> 16);
        put(utf8.length >>> 8);
        put(utf8.length);
        append(utf8, 0, utf8.length);
    }

    /** What was added; the first {@link #length} bytes count. */
    byte[] bytes() {
        return out;
    }

    int length() {
        return length;
    }

    private void value(int depth) {
        int c = cursor.peek();
        if (cursor.offset() == holeStart) {
            cursor.skipValue();
            room(1);
            put(HOLE);
            return;
        }
        switch (c) {
            case '"' -> {
                cursor.skipString();
                string(cursor.textStart(), cursor.textEnd());
            }
            case '{' -> object(depth);
            case '[' -> array(depth);
            case 't', 'f', 'n' -> word();
            default -> number();
        }
    }

    private void word() {
        int from = cursor.offset();
        cursor.skipValue();
        room(cursor.offset() - from);
        append(text, from, cursor.offset());
    }

    private void array(int depth) {
        room(2);
        put('[');
        cursor.beginArray();
        while (cursor.nextElement()) {
            value(depth + 1);
            room(2);
            put(',');
        }
        put(']');
    }

    private void object(int depth) {
        FieldOrder fields = new FieldOrder();
        room(2);
        put('{');
        cursor.beginObject();
        while (cursor.nextField()) {
            int start = length;
            int name = cursor.nameStart() + 1;
            string(name, name + cursor.nameLength());
            int nameEnd = length;
            room(1);
            put(':');
            value(depth + 1);
            room(2);
            put(',');
            fields.add(start, nameEnd, length);
        }
        if (depth < SORTED_DEPTH) {
            fields.sort(out);
        }
        put('}');
    }

    /** The contents of a string, from the byte after its first quote to its last one. */
    private void string(int from, int to) {
        room(to - from + 3);
        put('"');
        int plain = from;
        int at = from;
        while (at < to) {
            if (text[at] != '\\') {
                at++;
                continue;
            }
            append(text, plain, at);
            at = escape(at + 1, to);
            plain = at;
        }
        append(text, plain, to);
        put('"');
    }

    /** An escape in its shortest form, which is never longer; {@code at} is after the backslash. Where the rest begins. */
    private int escape(int at, int to) {
        if (text[at] == '/') {
            put('/');
            return at + 1;
        }
        if (text[at] != 'u') {
            put('\\');
            put(text[at]);
            return at + 1;
        }
        int unit = unit(at + 1);
        int next = at + 5;
        if (Character.isHighSurrogate((char) unit) && next + 5 < to && text[next] == '\\' && text[next + 1] == 'u') {
            int low = unit(next + 2);
            if (Character.isLowSurrogate((char) low)) {
                character(Character.toCodePoint((char) unit, (char) low));
                return next + 6;
            }
        }
        character(unit);
        return next;
    }

    private int unit(int at) {
        int unit = 0;
        for (int i = at; i < at + 4; i++) {
            unit = (unit << 4) | Character.digit(text[i], 16);
        }
        return unit;
    }

    private void character(int code) {
        if (code == '"' || code == '\\') {
            put('\\');
            put(code);
        } else if (code < ' ') {
            control(code);
        } else if (code < 0x80) {
            put(code);
        } else if (code < 0x800) {
            put(0xc0 | (code >> 6));
            put(0x80 | (code & 0x3f));
        } else if (code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE) {
            unicode(code);
        } else if (code < 0x10000) {
            put(0xe0 | (code >> 12));
            put(0x80 | ((code >> 6) & 0x3f));
            put(0x80 | (code & 0x3f));
        } else {
            put(0xf0 | (code >> 18));
            put(0x80 | ((code >> 12) & 0x3f));
            put(0x80 | ((code >> 6) & 0x3f));
            put(0x80 | (code & 0x3f));
        }
    }

    private void control(int code) {
        int letter = switch (code) {
            case '\b' -> 'b';
            case '\f' -> 'f';
            case '\n' -> 'n';
            case '\r' -> 'r';
            case '\t' -> 't';
            default -> 'u';
        };
        if (letter == 'u') {
            unicode(code);
        } else {
            put('\\');
            put(letter);
        }
    }

    private void unicode(int code) {
        put('\\');
        put('u');
        for (int shift = 12; shift >= 0; shift -= 4) {
            put(HEX[(code >> shift) & 15]);
        }
    }

    private void number() {
        int from = cursor.offset();
        cursor.skipValue();
        int to = cursor.offset();
        int digits = text[from] == '-' ? from + 1 : from;
        int end = digits;
        while (end < to && digit(text[end])) {
            end++;
        }
        room(to - from + MOST_DIGITS + 16);
        if (end < to) {
            decimal(from, digits, end, to);
        } else if (text[digits] == '0') {
            put('0');
        } else {
            append(text, from, to);
        }
    }

    /** A number with a fraction or an exponent: its digits without zeros at either end, and where the point stands. */
    private void decimal(int from, int digits, int pointOrExponent, int to) {
        int exponentAt = pointOrExponent;
        while (exponentAt < to && (text[exponentAt] | 0x20) != 'e') {
            exponentAt++;
        }
        if (to - exponentAt > MOST_EXPONENT_DIGITS) {
            append(text, from, to);
            return;
        }
        int mark = length;
        if (digits > from) {
            put('-');
        }
        int first = length;
        for (int i = digits; i < exponentAt; i++) {
            if (digit(text[i]) && (text[i] != '0' || length > first)) {
                put(text[i]);
            }
        }
        int scale = exponent(exponentAt, to) - Math.max(0, exponentAt - pointOrExponent - 1);
        while (length > first && out[length - 1] == '0') {
            length--;
            scale++;
        }
        if (length == first) {
            length = mark;
            put('0');
        } else {
            scaled(length - first, scale);
        }
    }

    private void scaled(int digits, int scale) {
        if (scale >= 0 && digits + scale <= MOST_DIGITS) {
            for (int i = 0; i < scale; i++) {
                put('0');
            }
        } else {
            put('E');
            byte[] number = Integer.toString(scale).getBytes(StandardCharsets.US_ASCII);
            append(number, 0, number.length);
        }
    }

    private int exponent(int at, int to) {
        int exponent = 0;
        boolean negative = false;
        for (int i = at + 1; i < to; i++) {
            if (digit(text[i])) {
                exponent = exponent * 10 + text[i] - '0';
            } else {
                negative = text[i] == '-';
            }
        }
        return negative ? -exponent : exponent;
    }

    private static boolean digit(byte c) {
        return c >= '0' && c <= '9';
    }

    private void put(int c) {
        out[length++] = (byte) c;
    }

    private void append(byte[] from, int start, int end) {
        System.arraycopy(from, start, out, length, end - start);
        length += end - start;
    }

    private void room(int more) {
        if (out.length - length < more) {
            out = Arrays.copyOf(out, Math.max(out.length * 2, length + more));
        }
    }
}
