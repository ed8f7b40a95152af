package dev.pointsman.api.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A cursor over the bytes of one JSON text: walks objects and arrays in place, and checks all it passes against RFC 8259 (grammar, escapes,
 * UTF-8), with nesting of at most 500, numbers and names of at most 1000 bytes. Builds nothing but the strings asked for.
 *
 * <pre>{@code
 * cursor.beginObject();
 * while (cursor.nextField()) {      // now at the field's value, which must be read or skipped
 *     if (cursor.nameIs(MODEL)) { model = cursor.string(); } else { cursor.skipValue(); }
 * }
 * cursor.finish();
 * }</pre>
 *
 * Any method throws {@link Malformed} where the text is not JSON. Not safe for several threads.
 */
public final class JsonCursor {
    /** The largest count: no reply holds more tokens, and sums of such counts fit a long. */
    public static final long MOST = 1_000_000_000_000L;

    /** The text is not JSON, or over a bound; tells what was wrong and at which byte, never what was there. Without stack trace. */
    public static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Malformed(String what, int offset) {
            super(what + " at byte " + offset, null, false, false);
        }
    }

    static final int MAX_DEPTH = 500;
    static final int MAX_NUMBER_BYTES = 1000;
    static final int MAX_NAME_BYTES = 1000;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;

    private byte[] bytes;
    private int at;
    private int numberStart;
    private boolean fractional;
    private int limit;
    private int depth;
    /** Fields and elements that may yet be stepped to. */
    private int valuesLeft = Integer.MAX_VALUE;

    /** Just after an opening bracket: no comma is due. */
    private boolean fresh;

    private int nameStart;
    private int nameEnd;
    private boolean nameEscaped;

    private int textStart;
    private int textEnd;
    private boolean textEscaped;

    public JsonCursor(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    /** Of the bytes from {@code from} (inclusive) to {@code to} (exclusive). */
    public JsonCursor(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.limit = to;
    }

    /** Bounds the fields and elements of the whole text; without it they are bounded by its bytes alone. */
    public JsonCursor withMostValues(int values) {
        valuesLeft = values;
        return this;
    }

    /** Starts over with another text: one cursor may serve a whole stream. */
    public void reset(byte[] text, int from, int to) {
        bytes = text;
        at = from;
        limit = to;
        depth = 0;
        fresh = false;
    }

    /** Offset of the next byte to read; after {@link #peek} or {@link #nextField} the first byte of the value. */
    public int offset() {
        return at;
    }

    /** The next byte that is no white space, not consumed; -1 at the end. */
    public int peek() {
        while (at < limit) {
            int c = bytes[at];
            if (c > ' ') {
                return c;
            }
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return c & 0xff;
            }
            at++;
        }
        return -1;
    }

    public void beginObject() {
        open('{');
    }

    public void beginArray() {
        open('[');
    }

    private void open(int bracket) {
        if (peek() != bracket) {
            throw unexpected();
        }
        at++;
        if (++depth > MAX_DEPTH) {
            throw new Malformed("nesting deeper than " + MAX_DEPTH, at);
        }
        fresh = true;
    }

    /** Steps to the value of the next field; false after consuming the closing brace. */
    public boolean nextField() {
        if (!next('}')) {
            return false;
        }
        if (peek() != '"') {
            throw unexpected();
        }
        passString();
        nameStart = textStart;
        nameEnd = textEnd;
        nameEscaped = textEscaped;
        if (nameEnd - nameStart > MAX_NAME_BYTES) {
            throw new Malformed("a name longer than " + MAX_NAME_BYTES + " bytes", nameStart);
        }
        if (peek() != ':') {
            throw unexpected();
        }
        at++;
        peek();
        return true;
    }

    /** Steps to the next element; false after consuming the closing bracket. */
    public boolean nextElement() {
        return next(']');
    }

    private boolean next(int bracket) {
        int c = peek();
        if (c == bracket) {
            at++;
            depth--;
            fresh = false;
            return false;
        }
        if (--valuesLeft < 0) {
            throw new Malformed("more values than a body may hold", at);
        }
        if (fresh) {
            fresh = false;
            return true;
        }
        if (c != ',') {
            throw unexpected();
        }
        at++;
        peek();
        return true;
    }

    /** Offset of the opening quote of the current field's name. */
    public int nameStart() {
        return nameStart - 1;
    }

    /** Whether the current field has that name, given in ASCII. */
    public boolean nameIs(byte[] ascii) {
        if (nameEscaped) {
            return name().equals(JsonText.ascii(ascii));
        }
        return same(nameStart, nameEnd, ascii);
    }

    /** Whether the current field's name is written with escapes. */
    public boolean nameEscaped() {
        return nameEscaped;
    }

    /** Length in bytes of the current field's name as written. */
    public int nameLength() {
        return nameEnd - nameStart;
    }

    /** First byte of the current field's name as written; 0 where it is empty. */
    public int nameFirst() {
        return nameEnd > nameStart ? bytes[nameStart] : 0;
    }

    public String name() {
        return JsonText.unescape(bytes, nameStart, nameEnd);
    }

    private boolean same(int from, int to, byte[] ascii) {
        int length = to - from;
        if (length != ascii.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[from + i] != ascii[i]) {
                return false;
            }
        }
        return true;
    }

    /** Consumes a value of any kind. */
    public void skipValue() {
        switch (peek()) {
            case '"' -> passString();
            case '{' -> {
                beginObject();
                while (nextField()) {
                    skipValue();
                }
            }
            case '[' -> {
                beginArray();
                while (nextElement()) {
                    skipValue();
                }
            }
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> passNumber();
        }
    }

    /** Consumes a string, leaving its contents at {@link #textStart} to {@link #textEnd}. */
    public void skipString() {
        if (peek() != '"') {
            throw unexpected();
        }
        passString();
    }

    /** First byte of the contents of the string last passed (a name counts). */
    public int textStart() {
        return textStart;
    }

    /** End (exclusive) of the contents of the string last passed. */
    public int textEnd() {
        return textEnd;
    }

    /** Whether the string last passed has these contents, given in ASCII. */
    public boolean textIs(byte[] ascii) {
        if (textEscaped) {
            return JsonText.unescape(bytes, textStart, textEnd).equals(JsonText.ascii(ascii));
        }
        return same(textStart, textEnd, ascii);
    }

    /** Consumes a string and decodes it. */
    public String string() {
        skipString();
        return JsonText.unescape(bytes, textStart, textEnd);
    }

    /** Consumes {@code true}, {@code false} or {@code null}; whether it was {@code true}. */
    public boolean isTrue() {
        int c = peek();
        skipValue();
        return c == 't';
    }

    /** Consumes a value: a number from 0 to {@link #MOST}, which a larger one becomes; {@code otherwise} for anything else. */
    public long count(long otherwise) {
        int c = peek();
        if (c >= '0' && c <= '9') {
            return Math.min(number(), MOST);
        }
        skipValue();
        return otherwise;
    }

    /** Consumes a number; a fraction is cut off, what does not fit becomes the nearest long. */
    public long number() {
        peek();
        numberStart = at;
        passNumber();
        return JsonText.toLong(bytes, numberStart, at);
    }

    /** Whether the number that {@link #number} just consumed has no fraction, as {@code 2} and {@code 2.0} have none. */
    public boolean wasWhole() {
        if (!fractional) {
            return true;
        }
        double value = lastNumber();
        return value == Math.rint(value);
    }

    /** Consumes a number, fraction and all. */
    public double decimal() {
        number();
        return lastNumber();
    }

    private double lastNumber() {
        return JsonText.toDouble(bytes, numberStart, at);
    }

    /** The text must end here but for white space. */
    public void finish() {
        if (peek() >= 0) {
            throw new Malformed("something after the end of the JSON value", at);
        }
    }

    private Malformed unexpected() {
        return at >= limit ? new Malformed("unexpected end", at) : new Malformed("unexpected character", at);
    }

    private void word(String word) {
        int length = word.length();
        if (limit - at < length) {
            throw new Malformed("unexpected end", limit);
        }
        for (int i = 1; i < length; i++) {
            if (bytes[at + i] != word.charAt(i)) {
                throw new Malformed("unexpected character", at + i);
            }
        }
        at += length;
    }

    private void passNumber() {
        int from = at;
        fractional = false;
        if (at < limit && bytes[at] == '-') {
            at++;
        }
        if (at < limit && bytes[at] == '0') {
            at++;
        } else {
            digits();
        }
        if (at < limit && bytes[at] == '.') {
            fractional = true;
            at++;
            digits();
        }
        if (at < limit && (bytes[at] | 0x20) == 'e') {
            fractional = true;
            at++;
            if (at < limit && (bytes[at] == '+' || bytes[at] == '-')) {
                at++;
            }
            digits();
        }
        if (at - from > MAX_NUMBER_BYTES) {
            throw new Malformed("a number longer than " + MAX_NUMBER_BYTES + " bytes", from);
        }
    }

    private void digits() {
        int from = at;
        while (at < limit && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        if (at == from) {
            throw unexpected();
        }
    }

    /** At the opening quote; leaves {@code at} after the closing one. */
    private void passString() {
        byte[] b = bytes;
        int i = at + 1;
        textStart = i;
        textEscaped = false;
        while (true) {
            i = plain(b, i);
            if (i >= limit) {
                throw new Malformed("a string without end", limit);
            }
            int c = b[i];
            if (c == '"') {
                textEnd = i;
                at = i + 1;
                return;
            }
            if (c == '\\') {
                textEscaped = true;
                i = escape(b, i);
            } else if (c < 0) {
                i = utf8(b, i);
            } else {
                throw new Malformed("a raw control character in a string", i);
            }
        }
    }

    /**
     * The first offset from {@code i} on whose byte is a quote, a backslash, a control character or not ASCII. Eight bytes at a time: the
     * lowest marked byte is exact, borrows can only mark bytes above it.
     */
    private int plain(byte[] b, int i) {
        int end = limit - 7;
        while (i < end) {
            long v = (long) LONGS.get(b, i);
            long quote = v ^ (EACH * '"');
            long backslash = v ^ (EACH * '\\');
            long marked = (v | (v - EACH * ' ') | ((quote - EACH) & ~quote) | ((backslash - EACH) & ~backslash)) & HIGH;
            if (marked != 0) {
                return i + (Long.numberOfTrailingZeros(marked) >>> 3);
            }
            i += 8;
        }
        while (i < limit) {
            int c = b[i];
            if (c < ' ' || c == '"' || c == '\\') {
                return i;
            }
            i++;
        }
        return i;
    }

    private int escape(byte[] b, int i) {
        if (i + 1 >= limit) {
            throw new Malformed("a string without end", limit);
        }
        switch (b[i + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
                return i + 2;
            }
            case 'u' -> {
                if (i + 6 > limit) {
                    throw new Malformed("a string without end", limit);
                }
                for (int k = i + 2; k < i + 6; k++) {
                    if (Character.digit(b[k], 16) < 0) {
                        throw new Malformed("a broken escape", i);
                    }
                }
                return i + 6;
            }
            default -> throw new Malformed("a broken escape", i);
        }
    }

    /** Checks a run of characters beyond ASCII: no overlong form, no surrogate, nothing above U+10FFFF (RFC 3629). */
    private int utf8(byte[] b, int i) {
        while (i < limit && b[i] < 0) {
            int lead = b[i] & 0xff;
            int low = 0x80;
            int high = 0xbf;
            int more;
            if (lead >= 0xc2 && lead <= 0xdf) {
                more = 1;
            } else if (lead >= 0xe0 && lead <= 0xef) {
                more = 2;
                low = lead == 0xe0 ? 0xa0 : low;
                high = lead == 0xed ? 0x9f : high;
            } else if (lead >= 0xf0 && lead <= 0xf4) {
                more = 3;
                low = lead == 0xf0 ? 0x90 : low;
                high = lead == 0xf4 ? 0x8f : high;
            } else {
                throw new Malformed("invalid UTF-8", i);
            }
            if (i + more >= limit) {
                throw new Malformed("invalid UTF-8", i);
            }
            int second = b[i + 1] & 0xff;
            if (second < low || second > high) {
                throw new Malformed("invalid UTF-8", i);
            }
            for (int k = 2; k <= more; k++) {
                if ((b[i + k] & 0xc0) != 0x80) {
                    throw new Malformed("invalid UTF-8", i);
                }
            }
            i += more + 1;
        }
        return i;
    }
}
