package dev.pointsman.server.http;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.server.http.request.RequestTarget;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The rules of HTTP/1.1 framing that Netty's decoder leaves to its user: what two servers might read differently is refused and the
 * connection closed. Source: docs/reliability.md, RFC 9112.
 */
final class Http1Rules {
    private static final int MOST_HEADERS = 100;

    private Http1Rules() {}

    /** @throws GatewayException for anything that is not one clear request head */
    static RequestRules.Head head(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            throw broken(request.decoderResult().cause());
        }
        boolean http11 = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
        HttpHeaders headers = request.headers();
        if (headers.size() > MOST_HEADERS) {
            throw new GatewayException(ErrorKind.HEADERS_TOO_LARGE, "the request has too many headers");
        }
        checkHost(headers, http11);
        for (String name : RequestRules.SINGULAR) {
            RequestRules.refuseSecond(name, headers.valueCharSequenceIterator(name));
        }
        String method = request.method().name();
        if (!isServed(method)) {
            throw new GatewayException(ErrorKind.METHOD_NOT_ALLOWED, "the method of the request is not served");
        }
        return new RequestRules.Head(method, request.uri(), headers::get, bodyBytes(request, headers, http11));
    }

    /** A line break of a request before may stand ahead of a request line, nothing else; Netty skips any blank or control (4.2.18). */
    static boolean isLineBreak(byte ahead) {
        return ahead == '\r' || ahead == '\n';
    }

    /** Whether a body may follow whose end nobody told: a length that was hidden from us would make it another request. */
    static boolean endIsTold(HttpRequest request) {
        HttpHeaders headers = request.headers();
        return !request.method().equals(HttpMethod.POST)
                || headers.contains(HttpHeaderNames.CONTENT_LENGTH)
                || headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
    }

    /** One space between two words of the request line; Netty takes tabs and several, too (4.2.18). */
    static void checkSeparator(byte[] line, int wordStart) {
        if (wordStart < 2 || line[wordStart - 1] != ' ' || line[wordStart - 2] <= ' ') {
            throw new IllegalArgumentException("the words of a request line stand one space apart");
        }
    }

    /** In upper case, as RFC 9112 section 2.3 has it; Netty takes any case (4.2.18). */
    static void checkVersion(String version) {
        if (!version.equals("HTTP/1.1") && !version.equals("HTTP/1.0")) {
            throw new IllegalArgumentException("the HTTP version is not supported");
        }
    }

    private static boolean isServed(String method) {
        return switch (method) {
            case "GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE" -> true;
            default -> false;
        };
    }

    private static void checkHost(HttpHeaders headers, boolean required) {
        Iterator<? extends CharSequence> hosts = headers.valueCharSequenceIterator(HttpHeaderNames.HOST);
        if (!hosts.hasNext()) {
            if (required) {
                throw bad("the request has no Host header");
            }
            return;
        }
        CharSequence host = hosts.next();
        if (hosts.hasNext() || !RequestTarget.isHost(host)) {
            throw bad("the request must have exactly one Host header with a valid host");
        }
    }

    private static long bodyBytes(HttpRequest request, HttpHeaders headers, boolean http11) {
        Iterator<? extends CharSequence> codings = headers.valueCharSequenceIterator(HttpHeaderNames.TRANSFER_ENCODING);
        if (!codings.hasNext()) {
            return HttpUtil.getContentLength(request, 0L);
        }
        CharSequence coding = codings.next();
        boolean chunked = coding.length() == 7 && coding.toString().equalsIgnoreCase("chunked");
        if (!chunked || codings.hasNext() || !http11) {
            throw bad("the only transfer coding accepted is one \"chunked\" of HTTP/1.1");
        }
        if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            throw bad("the request has both Content-Length and Transfer-Encoding");
        }
        return -1;
    }

    /** What the decoder's failure means to the client. */
    static GatewayException broken(@Nullable Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return new GatewayException(ErrorKind.URI_TOO_LONG, "the request line is too long");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new GatewayException(ErrorKind.HEADERS_TOO_LARGE, "the request head is too large");
        }
        return bad("the request is not well-formed HTTP/1.1");
    }

    /** What its failure in a body means. */
    static GatewayException brokenBody(@Nullable Throwable cause) {
        return cause instanceof TooLongHttpLineException ? bad("a chunk's line is too long") : broken(cause);
    }

    private static GatewayException bad(String message) {
        return new GatewayException(ErrorKind.INVALID_REQUEST, message);
    }
}
