package dev.pointsman.server.transport;

import dev.pointsman.provider.Target;
import dev.pointsman.provider.UpstreamRequest;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Encodes request heads of HTTP/1.1: one content length, our own host, no hop-by-hop header, and no character that could end a line.
 * Its buffer is reused from head to head.
 */
final class RequestHead {
    private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LENGTH = "content-length: ".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_BYTES = 64 << 10;

    private final byte[] fixed;
    private byte[] bytes = new byte[2048];
    private int length;
    /** Not 0 once a character was met that must not be sent. */
    private int bad;

    RequestHead(String userAgent) {
        fixed = ("user-agent: " + userAgent + "\r\naccept-encoding: identity\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] hostHeader(Target target) {
        return ("host: " + target.authority() + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** False where the request holds what cannot be sent. */
    boolean encode(UpstreamRequest request, byte[] hostHeader) {
        length = 0;
        bad = 0;
        word(request.method());
        put(' ');
        word(request.path());
        put(VERSION);
        put(hostHeader);
        put(fixed);
        List<String> headers = request.headers();
        for (int i = 0; i + 1 < headers.size(); i += 2) {
            if (!ours(headers.get(i))) {
                name(headers.get(i));
                value(headers.get(i + 1));
            }
        }
        int body = request.body().length();
        if (body > 0 || (!request.method().equals("GET") && !request.method().equals("HEAD"))) {
            put(LENGTH);
            word(Integer.toString(body));
            put('\r');
            put('\n');
        }
        put('\r');
        put('\n');
        return bad == 0 && length <= MOST_BYTES;
    }

    int length() {
        return length;
    }

    void writeTo(ByteBuf out) {
        out.writeBytes(bytes, 0, length);
    }

    /** Headers that the transport writes by itself, or that belong to a connection. */
    static boolean ours(String lowerCaseName) {
        return switch (lowerCaseName) {
            case "host",
                    "content-length",
                    "transfer-encoding",
                    "accept-encoding",
                    "user-agent",
                    "connection",
                    "keep-alive",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "upgrade",
                    "expect" -> true;
            default -> false;
        };
    }

    /** Whether the value has only what a header value may hold: visible ASCII, blank and tab. */
    static boolean sendable(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c > 0x7e || (c < 0x20 && c != '\t')) {
                return false;
            }
        }
        return true;
    }

    /** Whether it may stand as a method, a path or a name: visible ASCII without blanks. */
    static boolean oneWord(String text) {
        return !text.isEmpty() && text.indexOf(' ') < 0 && text.indexOf('\t') < 0 && sendable(text);
    }

    private void word(String text) {
        room(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bad |= c > 0x7e || c <= 0x20 ? 1 : 0;
            bytes[length++] = (byte) c;
        }
        bad |= text.isEmpty() ? 1 : 0;
    }

    private void name(String text) {
        bad |= text.indexOf(':') >= 0 ? 1 : 0;
        word(text);
        put(':');
        put(' ');
    }

    private void value(String text) {
        room(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bad |= c > 0x7e || (c < 0x20 && c != '\t') ? 1 : 0;
            bytes[length++] = (byte) c;
        }
        put('\r');
        put('\n');
    }

    private void put(char c) {
        room(1);
        bytes[length++] = (byte) c;
    }

    private void put(byte[] text) {
        room(text.length);
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
