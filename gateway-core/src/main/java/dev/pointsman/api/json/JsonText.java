package dev.pointsman.api.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** JSON's way to write strings and numbers, both directions, on bytes. */
public final class JsonText {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final byte[] HEX = ascii("0123456789abcdef");

    private static final int EXACT_DIGITS = 15;
    private static final double[] POWERS_OF_TEN = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };

    private JsonText() {}

    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    public static String ascii(byte[] text) {
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** The text as a JSON string with its quotes, in UTF-8. A lone surrogate becomes {@code ?}. */
    public static byte[] quote(String text) {
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        int extra = 2;
        for (byte b : raw) {
            extra += growth(b);
        }
        byte[] out = new byte[raw.length + extra];
        int at = 0;
        out[at++] = '"';
        for (byte b : raw) {
            at = put(out, at, b);
        }
        out[at] = '"';
        return out;
    }

    private static int growth(byte b) {
        if (b == '"' || b == '\\' || b == '\n' || b == '\r' || b == '\t') {
            return 1;
        }
        return (b >= 0 && b < ' ') || b == 0x7f ? 5 : 0;
    }

    private static int put(byte[] out, int at, byte b) {
        int growth = growth(b);
        if (growth == 0) {
            out[at++] = b;
            return at;
        }
        out[at++] = '\\';
        if (growth == 1) {
            out[at++] = b == '\n' ? (byte) 'n' : b == '\r' ? (byte) 'r' : b == '\t' ? (byte) 't' : b;
            return at;
        }
        out[at++] = 'u';
        out[at++] = '0';
        out[at++] = '0';
        out[at++] = HEX[b >> 4];
        out[at++] = HEX[b & 15];
        return at;
    }

    /** The text that the contents of a JSON string (without quotes, already known to be well-formed) stand for. */
    public static String unescape(byte[] bytes, int from, int to) {
        int escape = escape(bytes, from, to);
        if (escape == to) {
            return new String(bytes, from, to - from, StandardCharsets.UTF_8);
        }
        byte[] text = new byte[to - from];
        int length = 0;
        int plain = from;
        while (escape < to) {
            System.arraycopy(bytes, plain, text, length, escape - plain);
            length += escape - plain;
            if (bytes[escape + 1] == 'u') {
                return unescapeUnits(bytes, from, to);
            }
            text[length++] = (byte) escaped(bytes, escape + 1);
            plain = escape + 2;
            escape = escape(bytes, plain, to);
        }
        System.arraycopy(bytes, plain, text, length, to - plain);
        return new String(text, 0, length + to - plain, StandardCharsets.UTF_8);
    }

    /** The same where UTF-16 units are escaped, which need not be whole characters. */
    private static String unescapeUnits(byte[] bytes, int from, int to) {
        StringBuilder text = new StringBuilder(to - from);
        int plain = from;
        for (int escape = escape(bytes, from, to); escape < to; escape = escape(bytes, plain, to)) {
            text.append(new String(bytes, plain, escape - plain, StandardCharsets.UTF_8));
            text.append(escaped(bytes, escape + 1));
            plain = escape + (bytes[escape + 1] == 'u' ? 6 : 2);
        }
        return text.append(new String(bytes, plain, to - plain, StandardCharsets.UTF_8))
                .toString();
    }

    /** Whether these contents of a JSON string, known to be well-formed, are ASCII without escapes. */
    public static boolean plain(byte[] bytes, int from, int to) {
        int at = from;
        while (at + Long.BYTES <= to) {
            long eight = (long) LONGS.get(bytes, at);
            long zero = eight ^ (EACH * '\\');
            if (((eight | ((zero - EACH) & ~zero)) & HIGH) != 0) {
                return false;
            }
            at += Long.BYTES;
        }
        while (at < to && bytes[at] >= 0 && bytes[at] != '\\') {
            at++;
        }
        return at == to;
    }

    /** Offset of the next backslash; {@code to} where there is none. */
    private static int escape(byte[] bytes, int from, int to) {
        int at = from;
        while (at + Long.BYTES <= to) {
            long zero = (long) LONGS.get(bytes, at) ^ (EACH * '\\');
            long marked = (zero - EACH) & ~zero & HIGH; // the lowest mark is exact
            if (marked != 0) {
                return at + (Long.numberOfTrailingZeros(marked) >>> 3);
            }
            at += Long.BYTES;
        }
        while (at < to && bytes[at] != '\\') {
            at++;
        }
        return at;
    }

    private static char escaped(byte[] bytes, int at) {
        return switch (bytes[at]) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int code = 0;
                for (int i = at + 1; i < at + 5; i++) {
                    code = code << 4 | Character.digit(bytes[i], 16);
                }
                yield (char) code;
            }
            default -> (char) bytes[at];
        };
    }

    /**
     * A well-formed JSON number. Up to 15 digits without an exponent are a whole number and a power of ten that a {@code double} holds both, so that
     * their quotient is the nearest there is.
     */
    public static double toDouble(byte[] bytes, int from, int to) {
        boolean negative = bytes[from] == '-';
        long digits = 0;
        int places = -1;
        for (int i = negative ? from + 1 : from; i < to; i++) {
            int digit = bytes[i] - '0';
            if (bytes[i] == '.') {
                places = 0;
            } else if (digit < 0 || digit > 9 || i - from > EXACT_DIGITS) {
                return Double.parseDouble(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
            } else {
                digits = digits * 10 + digit;
                places += places < 0 ? 0 : 1;
            }
        }
        double value = places <= 0 ? digits : digits / POWERS_OF_TEN[places];
        return negative ? -value : value;
    }

    /** The whole part of a well-formed JSON number; the nearest long where it does not fit. */
    public static long toLong(byte[] bytes, int from, int to) {
        boolean negative = bytes[from] == '-';
        long value = 0;
        for (int i = negative ? from + 1 : from; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9 || i - from > 17) {
                return (long) Double.parseDouble(ascii(Arrays.copyOfRange(bytes, from, to)));
            }
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }
}
