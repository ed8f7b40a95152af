package dev.pointsman.providers.bedrock.aws;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Messages of Amazon's binary event stream ({@code application/vnd.amazon.eventstream}), out of bytes split anywhere. Numbers are big-endian:
 *
 * <pre>
 * uint32 total length | uint32 length of headers | CRC-32 of these 8 bytes | headers | payload | CRC-32 of all before it
 * header: uint8 length | name | uint8 type | value        type 7 is a string with uint16 length; others are passed over
 * </pre>
 *
 * <p>Order of calls: {@code (feed next*)*}, until {@link #next} is false. Both checksums are checked; a message is at most {@link #MAX_BYTES}
 * long, which is trusted only after the first checksum. A message that lies whole in what was fed is read where it lies, others are gathered. Any
 * defect throws {@code UPSTREAM_ERROR}, after which nothing more may be called. Confined to one loop.
 *
 * <p>Source: smithy.io, "Amazon Event Stream Specification", and awslabs/aws-c-event-stream (2026-08).
 */
public final class EventStream {
    /** What a message is: an event, a failure that the service models, or another failure. */
    public enum Kind {
        EVENT,
        EXCEPTION,
        ERROR
    }

    /** Longest message that is taken. */
    public static final int MAX_BYTES = 16 << 20;

    private static final int PRELUDE = 12;
    private static final int LEAST_BYTES = 16;
    private static final int KEPT = 8 * 1024;
    private static final int STRING = 7;
    private static final int BYTES = 6;
    /** Bytes of a value by its type; -1 where its length comes first. */
    private static final int[] WIDTHS = {0, 0, 1, 2, 4, 8, -1, -1, 8, 16};

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] MESSAGE_TYPE = ascii(":message-type");
    private static final byte[] EVENT_TYPE = ascii(":event-type");
    private static final byte[] EXCEPTION_TYPE = ascii(":exception-type");
    private static final byte[] ERROR_CODE = ascii(":error-code");
    private static final byte[] ERROR_MESSAGE = ascii(":error-message");
    private static final byte[] EXCEPTION = ascii("exception");
    private static final byte[] ERROR = ascii("error");

    private final CRC32 crc = new CRC32();
    /** What could not be read yet; empty while {@link #array} is what was fed. */
    private byte[] gathered = {};

    private byte[] array = {};
    private int at;
    private int limit;

    private Kind kind = Kind.EVENT;
    private int nameFrom;
    private int nameTo;
    private int payloadFrom;
    private int payloadTo;
    private @Nullable String errorMessage;

    /** Takes bytes over; what was fed before must have been read. */
    public void feed(byte[] bytes) {
        int left = limit - at;
        if (left == 0) {
            array = bytes;
            at = 0;
            limit = bytes.length;
            if (gathered.length > KEPT) {
                gathered = new byte[0];
            }
            return;
        }
        int needed = left + bytes.length;
        byte[] room = gathered.length >= needed ? gathered : new byte[Math.max(needed, gathered.length * 2)];
        if (room.length > KEPT && needed <= KEPT) {
            room = new byte[KEPT];
        }
        System.arraycopy(array, at, room, 0, left);
        System.arraycopy(bytes, 0, room, left, bytes.length);
        gathered = room;
        array = room;
        at = 0;
        limit = needed;
    }

    /** Whether bytes of a message have come whose end has not. */
    public boolean midMessage() {
        return at < limit;
    }

    /** Steps to the next whole message. */
    public boolean next() {
        if (limit - at < PRELUDE) {
            keep();
            return false;
        }
        int total = int32(at);
        int headers = int32(at + 4);
        if (checksum(at, at + 8) != int32(at + 8)) {
            throw broken("a message whose first checksum is wrong");
        }
        if (total < LEAST_BYTES || total > MAX_BYTES || headers < 0 || headers > total - LEAST_BYTES) {
            throw broken("a message of impossible length");
        }
        if (limit - at < total) {
            keep();
            return false;
        }
        int end = at + total - 4;
        if (checksum(at, end) != int32(end)) {
            throw broken("a message whose checksum is wrong");
        }
        payloadFrom = at + PRELUDE + headers;
        payloadTo = end;
        headers(at + PRELUDE, payloadFrom);
        at += total;
        return true;
    }

    /** What is left may lie in the middle of an array that is not ours to grow: it moves to the next {@link #feed}. */
    private void keep() {
        if (array != gathered && at > 0) {
            array = Arrays.copyOfRange(array, at, limit);
            limit -= at;
            at = 0;
        }
    }

    private void headers(int from, int to) {
        kind = Kind.EVENT;
        nameFrom = to;
        nameTo = to;
        errorMessage = null;
        int i = from;
        while (i < to) {
            int length = array[i++] & 0xff;
            int name = i;
            i += length;
            int type = i < to ? array[i++] : -1;
            if (type < 0 || type >= WIDTHS.length) {
                throw broken("a header of unknown type");
            }
            int width = WIDTHS[type];
            if (type == STRING || type == BYTES) {
                width = i + 2 <= to ? ((array[i] & 0xff) << 8) | (array[i + 1] & 0xff) : to;
                i += 2;
            }
            if (i + width > to) {
                throw broken("a header longer than its message");
            }
            if (type == STRING) {
                header(name, length, i, i + width);
            }
            i += width;
        }
    }

    private void header(int name, int length, int from, int to) {
        if (is(name, name + length, MESSAGE_TYPE)) {
            kind = is(from, to, EXCEPTION) ? Kind.EXCEPTION : is(from, to, ERROR) ? Kind.ERROR : Kind.EVENT;
        } else if (is(name, name + length, EVENT_TYPE)
                || is(name, name + length, EXCEPTION_TYPE)
                || is(name, name + length, ERROR_CODE)) {
            nameFrom = from;
            nameTo = to;
        } else if (is(name, name + length, ERROR_MESSAGE)) {
            errorMessage = new String(array, from, to - from, StandardCharsets.UTF_8);
        }
    }

    public Kind kind() {
        return kind;
    }

    /** Whether the event or failure has that name, given in ASCII. */
    public boolean nameIs(byte[] ascii) {
        return is(nameFrom, nameTo, ascii);
    }

    /** Name of the event, the exception, or the code of the error. */
    public String name() {
        return new String(array, nameFrom, nameTo - nameFrom, StandardCharsets.UTF_8);
    }

    /** What an {@link Kind#ERROR} says, which has no payload; null otherwise. */
    public @Nullable String errorMessage() {
        return errorMessage;
    }

    /** Holds the payload until the next {@link #next} or {@link #feed}. */
    public byte[] array() {
        return array;
    }

    public int payloadFrom() {
        return payloadFrom;
    }

    public int payloadTo() {
        return payloadTo;
    }

    private boolean is(int from, int to, byte[] ascii) {
        return Arrays.equals(array, from, to, ascii, 0, ascii.length);
    }

    private int int32(int i) {
        return (int) INTS.get(array, i);
    }

    private int checksum(int from, int to) {
        crc.reset();
        crc.update(array, from, to - from);
        return (int) crc.getValue();
    }

    private static GatewayException broken(String what) {
        return new GatewayException(ErrorKind.UPSTREAM_ERROR, "the provider's stream holds " + what);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
