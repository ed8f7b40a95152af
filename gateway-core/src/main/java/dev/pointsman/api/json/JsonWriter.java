package dev.pointsman.api.json;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.NumberOutput;

/**
 * Writes JSON texts into bytes that are kept from one text to the next: no tree, no stream, no copy. Confined to one thread at a time.
 *
 * <pre>{@code
 * json.beginObject();
 * json.field("id", id);
 * json.name("tokens").beginArray();
 * json.number(12);
 * json.endArray();
 * json.endObject();
 * }</pre>
 *
 * <p>Commas are set by the writer; that names and values come in turn, and brackets in pairs, is the caller's. Decimals are the shortest that
 * read back as the same {@code double}.
 */
public final class JsonWriter {
    private static final byte[] HEX = JsonText.ascii("0123456789abcdef");
    private static final double PLACES = 1e4;
    private static final double WHOLE = 1e9;
    private static final byte[] PAIRS = pairs();
    private static final int LONGEST_NAME = 40;

    /**
     * Names that were written lately, as they are written: the same few stand in each text. Where two threads make one at a time, one of the two
     * is lost and made again.
     */
    private static final WrittenName[] NAMES = new WrittenName[512];

    private byte[] bytes;
    private int at;
    /** Whether something stands before the next value in its object or array. */
    private boolean comma;

    /** @param capacity bytes of the first buffer; it grows as it must */
    public JsonWriter(int capacity) {
        bytes = new byte[capacity];
    }

    /** Starts a new text in the same buffer. */
    public void reset() {
        at = 0;
        comma = false;
    }

    /** The buffer itself; the text is its first {@link #length} bytes, until the next write. */
    public byte[] buffer() {
        return bytes;
    }

    public int length() {
        return at;
    }

    /** A copy of the text. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, at);
    }

    public void beginObject() {
        open('{');
    }

    public void endObject() {
        close('}');
    }

    public void beginArray() {
        open('[');
    }

    public void endArray() {
        close(']');
    }

    private void open(int bracket) {
        room(2);
        separate();
        bytes[at++] = (byte) bracket;
        comma = false;
    }

    private void close(int bracket) {
        room(1);
        bytes[at++] = (byte) bracket;
        comma = true;
    }

    /** The name of a field, whose value comes next. */
    public JsonWriter name(String name) {
        int place = name.hashCode() & (NAMES.length - 1);
        WrittenName known = NAMES[place];
        if (known == null || !known.name.equals(name)) {
            known = new WrittenName(name, written(name));
            if (name.length() <= LONGEST_NAME) {
                NAMES[place] = known;
            }
        }
        byte[] written = known.written;
        room(written.length + 1);
        separate();
        System.arraycopy(written, 0, bytes, at, written.length);
        at += written.length;
        comma = false;
        return this;
    }

    /** In quotes, and the colon behind it. */
    private static byte[] written(String name) {
        JsonWriter alone = new JsonWriter(name.length() + 4);
        alone.quoted(name);
        alone.room(1);
        alone.bytes[alone.at++] = ':';
        return alone.toBytes();
    }

    /** Immutable, so that any thread may come by it. */
    private static final class WrittenName {
        private final String name;
        private final byte[] written;

        WrittenName(String name, byte[] written) {
            this.name = name;
            this.written = written;
        }
    }

    /** A string. A lone surrogate becomes {@code ?}. */
    public void text(String value) {
        quoted(value);
        comma = true;
    }

    public void number(long value) {
        room(22);
        separate();
        digits(value);
        comma = true;
    }

    /** A number; null where it is none that JSON knows (not a number, infinite). */
    public void number(double value) {
        if (!Double.isFinite(value)) {
            nothing();
            return;
        }
        room(30);
        separate();
        decimal(value);
        comma = true;
    }

    /** The value null. */
    public void nothing() {
        word("null");
    }

    public void field(String name, String value) {
        name(name).text(value);
    }

    /** A field, left out where the value is null. */
    public void fieldIfAny(String name, @Nullable String value) {
        if (value != null) {
            name(name).text(value);
        }
    }

    public void field(String name, long value) {
        name(name).number(value);
    }

    public void field(String name, double value) {
        name(name).number(value);
    }

    public void field(String name, boolean value) {
        name(name).word(value ? "true" : "false");
    }

    /** Nanoseconds as milliseconds with at most three places, halves to the even; left out where below 0. */
    public void millisField(String name, long nanos) {
        if (nanos >= 0) {
            name(name);
            room(26);
            thousandths((long) Math.rint(nanos / 1e3));
            comma = true;
        }
    }

    /** A field with an array of strings. */
    public void field(String name, Collection<String> values) {
        name(name).beginArray();
        if (values instanceof List<String> list) {
            for (int i = 0; i < list.size(); i++) {
                text(list.get(i));
            }
        } else {
            values.forEach(this::text);
        }
        endArray();
    }

    private void word(String word) {
        room(word.length() + 1);
        separate();
        for (int i = 0; i < word.length(); i++) {
            bytes[at++] = (byte) word.charAt(i);
        }
        comma = true;
    }

    private void separate() {
        if (comma) {
            bytes[at++] = ',';
        }
    }

    private void quoted(String value) {
        int length = value.length();
        room(length + 3);
        separate();
        byte[] out = bytes;
        int to = at;
        out[to++] = '"';
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c < ' ' || c >= 0x7f || c == '"' || c == '\\') {
                at = to;
                escaped(value, i);
                return;
            }
            out[to++] = (byte) c;
        }
        out[to++] = '"';
        at = to;
    }

    /** The rest of a string from its first character that needs care: six bytes hold whatever one becomes. */
    private void escaped(String value, int from) {
        int length = value.length();
        room((length - from) * 6 + 1);
        for (int i = from; i < length; i++) {
            char c = value.charAt(i);
            if (c < 0x80) {
                ascii(c);
            } else if (c < 0x800) {
                bytes[at++] = (byte) (0xc0 | (c >> 6));
                bytes[at++] = (byte) (0x80 | (c & 0x3f));
            } else if (!Character.isSurrogate(c)) {
                bytes[at++] = (byte) (0xe0 | (c >> 12));
                bytes[at++] = (byte) (0x80 | ((c >> 6) & 0x3f));
                bytes[at++] = (byte) (0x80 | (c & 0x3f));
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < length
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                pair(Character.toCodePoint(c, value.charAt(++i)));
            } else {
                bytes[at++] = '?';
            }
        }
        bytes[at++] = '"';
    }

    private void pair(int point) {
        bytes[at++] = (byte) (0xf0 | (point >> 18));
        bytes[at++] = (byte) (0x80 | ((point >> 12) & 0x3f));
        bytes[at++] = (byte) (0x80 | ((point >> 6) & 0x3f));
        bytes[at++] = (byte) (0x80 | (point & 0x3f));
    }

    private void ascii(char c) {
        if (c >= ' ' && c != '"' && c != '\\' && c != 0x7f) {
            bytes[at++] = (byte) c;
            return;
        }
        bytes[at++] = '\\';
        switch (c) {
            case '"', '\\' -> bytes[at++] = (byte) c;
            case '\n' -> bytes[at++] = 'n';
            case '\r' -> bytes[at++] = 'r';
            case '\t' -> bytes[at++] = 't';
            default -> {
                bytes[at++] = 'u';
                bytes[at++] = '0';
                bytes[at++] = '0';
                bytes[at++] = HEX[c >> 4];
                bytes[at++] = HEX[c & 15];
            }
        }
    }

    private void digits(long value) {
        if (value < 0) {
            if (value == Long.MIN_VALUE) {
                plain(Long.toString(value));
                return;
            }
            bytes[at++] = '-';
            value = -value;
        }
        if (value < 10) {
            bytes[at++] = (byte) ('0' + value);
            return;
        }
        int end = at + length(value);
        int to = end;
        long rest = value;
        for (; rest > Integer.MAX_VALUE; rest /= 100) {
            to = pair(to, (int) (rest % 100));
        }
        int least = (int) rest;
        for (; least >= 10; least /= 100) {
            to = pair(to, least % 100);
        }
        if (to > at) {
            bytes[at] = (byte) ('0' + least);
        }
        at = end;
    }

    private static int length(long value) {
        int length = 1;
        long power = 10;
        while (length < 19 && value >= power) {
            length++;
            power *= 10;
        }
        return length;
    }

    /** Two digits that end before there; gives where they begin. */
    private int pair(int end, int value) {
        bytes[end - 2] = PAIRS[2 * value];
        bytes[end - 1] = PAIRS[2 * value + 1];
        return end - 2;
    }

    private static byte[] pairs() {
        byte[] pairs = new byte[200];
        for (int i = 0; i < 100; i++) {
            pairs[2 * i] = (byte) ('0' + i / 10);
            pairs[2 * i + 1] = (byte) ('0' + i % 10);
        }
        return pairs;
    }

    /** A number of thousandths, with one to three places. */
    private void thousandths(long value) {
        digits(value / 1_000);
        places((int) (value % 1_000), 100);
    }

    /**
     * Most values are whole or have few places: those are written from whole numbers. {@code k / 10^4} is rounded correctly, so where it gives
     * the value, the decimal of k reads back as the value.
     */
    private void decimal(double value) {
        double scaled = value * PLACES;
        if (value > 0 && value < WHOLE && scaled == Math.rint(scaled) && scaled / PLACES == value) {
            long parts = (long) scaled;
            digits(parts / 10_000);
            places((int) (parts % 10_000), 1_000);
        } else {
            plain(NumberOutput.toString(value, true));
        }
    }

    /** The places behind the point, the first of them worth {@code first}; zeros at the end are left out but for the first. */
    private void places(int rest, int first) {
        bytes[at++] = '.';
        int left = rest;
        int worth = first;
        do {
            bytes[at++] = (byte) ('0' + left / worth);
            left %= worth;
            worth /= 10;
        } while (left > 0);
    }

    private void plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            bytes[at++] = (byte) text.charAt(i);
        }
    }

    private void room(int more) {
        if (bytes.length - at < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, at + more));
        }
    }
}
