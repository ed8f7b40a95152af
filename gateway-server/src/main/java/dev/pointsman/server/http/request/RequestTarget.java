package dev.pointsman.server.http.request;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import io.netty.util.NetUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The rules of request targets and of the {@code Host} beside them. Strict: what two servers might read differently is refused
 * ({@code INVALID_REQUEST}), nothing is normalised. Source: docs/reliability.md, RFC 9112 section 3.2.
 */
public final class RequestTarget {
    /** Below it stand model ids, which may hold an encoded slash: SDKs send {@code org/model} so. */
    private static final String MODEL = "/v1/models/";

    private RequestTarget() {}

    /** The path without the query, percent-decoded once. */
    public static String path(String target) {
        if (target.isEmpty() || target.charAt(0) != '/') {
            throw bad("the request target must be a path that begins with a slash");
        }
        int end = target.indexOf('?');
        String path = end < 0 ? target : target.substring(0, end);
        boolean encoded = false;
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#' || c == '\\') {
                throw bad("the request target holds a character that must be percent-encoded");
            }
            encoded |= c == '%';
        }
        if (encoded) {
            checkQuery(target, path.length());
            path = decoded(path);
        }
        if (path.contains("/../") || path.endsWith("/..") || path.contains("/./") || path.endsWith("/.")) {
            throw bad("the request target holds dot segments");
        }
        return path;
    }

    /** A query is read by nobody here, and logged nowhere; what others choke on is refused all the same. */
    private static void checkQuery(String target, int from) {
        for (int i = target.indexOf('%', from); i >= 0; i = target.indexOf('%', i + 3)) {
            int value = escaped(target, i);
            if (value < 0x20 || value == 0x7f) {
                throw broken();
            }
        }
    }

    /** The byte of the percent escape at {@code at}; negative for one that is broken. */
    private static int escaped(String text, int at) {
        return at + 2 < text.length() ? (hex(text.charAt(at + 1)) << 4) | hex(text.charAt(at + 2)) : -1;
    }

    private static GatewayException broken() {
        return bad("the request target holds a percent escape that is broken or not allowed");
    }

    private static String decoded(String path) {
        if (path.indexOf('%') < 0) {
            return path;
        }
        boolean model = path.startsWith(MODEL);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%') {
                int value = escaped(path, i);
                if (value < 0x20 || value == 0x7f || value == '\\' || (value == '/' && !model)) {
                    throw broken();
                }
                bytes.write(value);
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static int hex(char c) {
        return Character.digit(c, 16);
    }

    /** Whether it is a host name or address, maybe with a port. */
    public static boolean isHost(CharSequence host) {
        int length = host.length();
        if (length == 0 || length > 255) {
            return false;
        }
        boolean literal = host.charAt(0) == '[';
        int colons = 0;
        for (int i = 0; i < length; i++) {
            char c = host.charAt(i);
            boolean name = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (c == ':') {
                colons++;
            } else if (!name && c != '.' && c != '-' && c != '_' && !(literal && (c == '[' || c == ']' || c == '%'))) {
                return false;
            }
        }
        if (literal) {
            int end = closing(host);
            return end < length && NetUtil.isValidIpV6Address(host.subSequence(1, end)) && isPort(host, end + 1);
        }
        return colons == 0 || (colons == 1 && host.charAt(0) != ':' && isPort(host, lastColon(host)));
    }

    private static int closing(CharSequence host) {
        for (int i = 1; i < host.length(); i++) {
            if (host.charAt(i) == ']') {
                return i;
            }
        }
        return host.length();
    }

    private static int lastColon(CharSequence host) {
        int at = host.length() - 1;
        while (host.charAt(at) != ':') {
            at--;
        }
        return at;
    }

    /** Whether there is nothing from {@code at} on, or a colon and maybe the number of a port. */
    private static boolean isPort(CharSequence host, int at) {
        if (at == host.length()) {
            return true;
        }
        if (host.charAt(at) != ':' || host.length() > at + 6) {
            return false;
        }
        int port = 0;
        for (int i = at + 1; i < host.length(); i++) {
            if (host.charAt(i) < '0' || host.charAt(i) > '9') {
                return false;
            }
            port = port * 10 + host.charAt(i) - '0';
        }
        return port <= 0xffff;
    }

    private static GatewayException bad(String message) {
        return new GatewayException(ErrorKind.INVALID_REQUEST, message);
    }
}
