package dev.pointsman.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pointsman.server.buffers.Room;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Arrays;
import java.util.List;

/**
 * Puts the head of an HTTP/1.1 reply together in one reused array. Nothing that comes from outside can break out of its line: a control
 * or non-ASCII character becomes {@code ?}, a header whose name is no token is left out. Confined to its loop.
 */
final class HeadWriter {
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] SEPARATOR = {':', ' '};
    private static final byte[][] STATUS_LINES = new byte[600][];

    static {
        for (int status = 100; status < STATUS_LINES.length; status++) {
            STATUS_LINES[status] = ("HTTP/1.1 " + status + " "
                            + HttpResponseStatus.valueOf(status).reasonPhrase() + "\r\n")
                    .getBytes(US_ASCII);
        }
    }

    private byte[] bytes = new byte[1024];
    private int length;

    /** Begins a new head. */
    HeadWriter status(int status) {
        length = 0;
        return raw(STATUS_LINES[status]);
    }

    /** Adds whole lines, or the beginning of one, known to be good. */
    HeadWriter raw(byte[] good) {
        room(good.length);
        System.arraycopy(good, 0, bytes, length, good.length);
        length += good.length;
        return this;
    }

    HeadWriter header(byte[] nameAndColon, String value) {
        return raw(nameAndColon).text(value).raw(CRLF);
    }

    HeadWriter header(byte[] nameAndColon, long value) {
        return header(nameAndColon, Long.toString(value));
    }

    /** Names and values in turn. */
    HeadWriter headers(List<String> pairs) {
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            String name = pairs.get(i);
            if (isToken(name)) {
                text(name).raw(SEPARATOR).text(pairs.get(i + 1)).raw(CRLF);
            }
        }
        return this;
    }

    /** The whole head with its blank line, in a buffer with room for the whole body and no more. */
    ByteBuf endBefore(ByteBufAllocator allocator, int bodyBytes) {
        raw(CRLF);
        return Room.ofExactly(allocator, length + bodyBytes).writeBytes(bytes, 0, length);
    }

    /** The whole head with its blank line, in a buffer with room for more. */
    ByteBuf end(ByteBufAllocator allocator, int more) {
        raw(CRLF);
        return Room.of(allocator, length + more).writeBytes(bytes, 0, length);
    }

    static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean good =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
            if (!good) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /** The value as it may stand in a header. */
    static String safe(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (unsafe(value.charAt(i))) {
                char[] good = value.toCharArray();
                for (int j = i; j < good.length; j++) {
                    good[j] = unsafe(good[j]) ? '?' : good[j];
                }
                return new String(good);
            }
        }
        return value;
    }

    private HeadWriter text(String value) {
        room(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            bytes[length++] = unsafe(c) ? (byte) '?' : (byte) c;
        }
        return this;
    }

    private static boolean unsafe(char c) {
        return (c < 0x20 && c != '\t') || c >= 0x7f;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
