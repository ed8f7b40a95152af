package dev.pointsman.api;

import dev.pointsman.api.json.JsonText;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds the events of a server-sent event stream in bytes that may be split anywhere. Source: WHATWG HTML, section 9.2.6 (2026).
 *
 * <pre>{@code
 * decoder.feed(bytes);
 * while (decoder.next()) {                    // one event: a range of decoder.array() to forward, and its data within
 *     forward(decoder.array(), decoder.start(), decoder.end());
 * }
 * }</pre>
 *
 * <p>An event in canonical form (lines ended by LF, at most one data line, {@code data: } with its space) is shown where it stands: events
 * of one read are then neighbours in one array. Any other form is shown rewritten to it: several data lines become one, with a space where
 * the line feed was (JSON does not mind). A block of comments alone is an event without data. Ranges are valid until the next feed. Not
 * safe for several threads.
 *
 * <p>Offsets of the event under construction are kept relative to its start, so that the buffer may move; each byte is looked at once,
 * however the stream is split.
 */
public final class SseDecoder {
    public static final int DEFAULT_MAX_EVENT_BYTES = 4 << 20;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final byte[] DATA = JsonText.ascii("data");
    private static final byte[] EVENT = JsonText.ascii("event");
    private static final byte[] EMPTY = {};
    private static final byte[] END = {'\n', '\n'};

    private final int maxEventBytes;

    private byte[] buffer = EMPTY;
    private int base;
    private int limit;
    /** Whether {@link #buffer} is ours to write to. */
    private boolean owned;
    /** A CR ended the last line; an LF right after it belongs to that line end. */
    private boolean afterCr;

    private boolean firstLine = true;

    private int scan;
    private int line;
    private int dataLines;
    private int[] dataRanges = new int[8];
    private int nameFrom;
    private int nameTo;
    private boolean named;
    private boolean odd;

    private byte[] array = EMPTY;
    private int start;
    private int end;
    private int dataStart;
    private int dataEnd;
    private int eventNameStart;
    private int eventNameEnd;
    private boolean hasData;
    private boolean hasName;

    public SseDecoder() {
        this(DEFAULT_MAX_EVENT_BYTES);
    }

    /** @param maxEventBytes bound of one event, and so of what is ever held back */
    public SseDecoder(int maxEventBytes) {
        this.maxEventBytes = maxEventBytes;
    }

    /** Takes the next bytes; those of before must have been gone through with {@link #next} up to false. */
    public void feed(byte[] bytes) {
        int held = limit - base;
        if (held == 0) {
            buffer = bytes;
            base = 0;
            limit = bytes.length;
            owned = false;
            return;
        }
        hold(held, bytes.length);
        System.arraycopy(bytes, 0, buffer, limit, bytes.length);
        limit += bytes.length;
    }

    /** Moves what is held to the start of a buffer of our own, with room for more. */
    private void hold(int held, int more) {
        boolean fits = owned && buffer.length >= held + more;
        if (fits && buffer.length - limit >= more) {
            return;
        }
        byte[] target = fits ? buffer : new byte[Math.max(held + more, held * 2)];
        System.arraycopy(buffer, base, target, 0, held);
        buffer = target;
        owned = true;
        base = 0;
        limit = held;
    }

    /** The stream has ended: an event whose empty line is missing is completed, and shown by {@link #next}. */
    public void finish() {
        if (limit > base) {
            feed(END);
        }
    }

    /**
     * Steps to the next whole event; false where more bytes are needed.
     *
     * @throws GatewayException {@code UPSTREAM_ERROR} where an event without end passes the bound
     */
    public boolean next() {
        while (true) {
            int eol = lineEnd(base + scan);
            if (eol == limit) {
                scan = limit - base;
                refuseTooLong();
                return false;
            }
            if (afterCr && eol == base + line && buffer[eol] == '\n') {
                afterCr = false;
                drop(eol + 1);
                continue;
            }
            afterCr = false;
            int from = base + line;
            int after = terminator(eol);
            if (firstLine) {
                firstLine = false;
                from = withoutMark(from, eol);
            }
            line = after - base;
            scan = line;
            if (eol > from) {
                line(from, eol);
            } else if (dispatch(from, after)) {
                return true;
            }
        }
    }

    private void refuseTooLong() {
        if (limit - base > maxEventBytes) {
            throw new GatewayException(
                    ErrorKind.UPSTREAM_ERROR, "the provider sent an event of more than " + maxEventBytes + " bytes");
        }
    }

    /** Steps over a byte that is part of the line end before it. */
    private void drop(int to) {
        if (line == 0) {
            base = to;
            scan = 0;
        } else {
            line = to - base;
            scan = line;
        }
    }

    /** A byte order mark at the very start is no part of the first line. */
    private int withoutMark(int from, int eol) {
        boolean mark = eol - from >= 3
                && buffer[from] == (byte) 0xef
                && buffer[from + 1] == (byte) 0xbb
                && buffer[from + 2] == (byte) 0xbf;
        if (mark) {
            base = from + 3;
            return base;
        }
        return from;
    }

    /** End of the line end at {@code eol}; notes whether it was other than LF. */
    private int terminator(int eol) {
        if (buffer[eol] == '\n') {
            return eol + 1;
        }
        odd = true;
        if (eol + 1 == limit) {
            afterCr = true;
            return eol + 1;
        }
        return buffer[eol + 1] == '\n' ? eol + 2 : eol + 1;
    }

    private void line(int from, int to) {
        if (buffer[from] == ':') {
            return;
        }
        int colon = from;
        while (colon < to && buffer[colon] != ':') {
            colon++;
        }
        int value = colon < to ? colon + 1 : to;
        boolean space = value < to && buffer[value] == ' ';
        if (space) {
            value++;
        }
        if (Arrays.equals(buffer, from, colon, DATA, 0, DATA.length)) {
            odd |= !space || dataLines > 0;
            data(value - base, to - base);
        } else if (Arrays.equals(buffer, from, colon, EVENT, 0, EVENT.length)) {
            nameFrom = value - base;
            nameTo = to - base;
            named = true;
        }
    }

    private void data(int from, int to) {
        if (dataLines * 2 == dataRanges.length) {
            dataRanges = Arrays.copyOf(dataRanges, dataLines * 4);
        }
        dataRanges[dataLines * 2] = from;
        dataRanges[dataLines * 2 + 1] = to;
        dataLines++;
    }

    /** At an empty line; whether it ended an event. */
    private boolean dispatch(int emptyLine, int after) {
        boolean any = emptyLine > base;
        if (any) {
            hasData = dataLines > 0;
            hasName = named;
            if (odd) {
                rewrite(emptyLine);
            } else {
                array = buffer;
                start = base;
                end = after;
                dataStart = hasData ? base + dataRanges[0] : after;
                dataEnd = hasData ? base + dataRanges[1] : after;
                eventNameStart = base + nameFrom;
                eventNameEnd = base + nameTo;
            }
        }
        base = after;
        scan = 0;
        line = 0;
        dataLines = 0;
        named = false;
        odd = false;
        return any;
    }

    /** The event in canonical form, in an array of its own: its other lines, then one line of data. */
    private void rewrite(int emptyLine) {
        int length = emptyLine - base;
        byte[] out = new byte[length + 16];
        int to = 0;
        int from = base;
        while (from < emptyLine) {
            int eol = lineEnd(from);
            if (!isData(from, eol)) {
                System.arraycopy(buffer, from, out, to, eol - from);
                if (named && from <= base + nameFrom && base + nameTo == eol) {
                    eventNameStart = to + base + nameFrom - from;
                    eventNameEnd = to + eol - from;
                }
                to += eol - from;
                out[to++] = '\n';
            }
            from = buffer[eol] == '\r' && eol + 1 < limit && buffer[eol + 1] == '\n' ? eol + 2 : eol + 1;
        }
        dataStart = to;
        if (dataLines > 0) {
            out = Arrays.copyOf(out, to + length + 16);
            System.arraycopy(DATA, 0, out, to, DATA.length);
            to += DATA.length;
            out[to++] = ':';
            out[to++] = ' ';
            dataStart = to;
            for (int i = 0; i < dataLines; i++) {
                if (i > 0) {
                    out[to++] = ' ';
                }
                int count = dataRanges[i * 2 + 1] - dataRanges[i * 2];
                System.arraycopy(buffer, base + dataRanges[i * 2], out, to, count);
                to += count;
            }
        }
        dataEnd = to;
        if (dataLines > 0) {
            out[to++] = '\n';
        }
        out[to++] = '\n';
        array = out;
        start = 0;
        end = to;
    }

    private boolean isData(int from, int eol) {
        int name = from + DATA.length;
        return eol >= name
                && Arrays.equals(buffer, from, name, DATA, 0, DATA.length)
                && (eol == name || buffer[name] == ':');
    }

    /** Offset of the next CR or LF from {@code from} on; the limit where there is none. Eight bytes at a time. */
    private int lineEnd(int from) {
        byte[] b = buffer;
        int i = from;
        int fast = limit - 7;
        while (i < fast) {
            long v = (long) LONGS.get(b, i);
            long lf = v ^ (EACH * '\n');
            long cr = v ^ (EACH * '\r');
            long marked = (((lf - EACH) & ~lf) | ((cr - EACH) & ~cr)) & HIGH;
            if (marked != 0) {
                return i + (Long.numberOfTrailingZeros(marked) >>> 3);
            }
            i += 8;
        }
        while (i < limit && b[i] != '\n' && b[i] != '\r') {
            i++;
        }
        return i;
    }

    /** Where the ranges of the current event stand: the array last fed where possible. */
    public byte[] array() {
        return array;
    }

    /** First byte of the current event. */
    public int start() {
        return start;
    }

    /** End of the current event, past its empty line. */
    public int end() {
        return end;
    }

    /** False for a block of comments, or of lines other than data. */
    public boolean hasData() {
        return hasData;
    }

    public int dataStart() {
        return dataStart;
    }

    public int dataEnd() {
        return dataEnd;
    }

    /** Whether the current event has an {@code event:} line. */
    public boolean hasName() {
        return hasName;
    }

    /** Whether the current event is named so, in ASCII. */
    public boolean nameIs(byte[] ascii) {
        return hasName && Arrays.equals(array, eventNameStart, eventNameEnd, ascii, 0, ascii.length);
    }
}
