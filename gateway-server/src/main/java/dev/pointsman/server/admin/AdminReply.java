package dev.pointsman.server.admin;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;

/** Pages as HTTP. */
final class AdminReply {
    private static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private AdminReply() {}

    /**
     * @param head whether only the head is asked for
     * @param keep whether the connection goes on
     */
    static FullHttpResponse of(AdminPage page, boolean head, boolean keep) {
        byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
        var reply = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(page.status()),
                head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
        guard(reply.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, page.contentType())
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length));
        if (page.status() == HttpResponseStatus.UNAUTHORIZED.code()) {
            reply.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        HttpUtil.setKeepAlive(reply, keep);
        return reply;
    }

    /** What no answer goes without: it is kept nowhere, and a browser runs and loads nothing in it but the listener's own files. */
    static void guard(HttpHeaders headers) {
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set("x-content-type-options", "nosniff")
                .set("referrer-policy", "no-referrer")
                .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, CONTENT_POLICY);
    }

    /** The path of a target, decoded; "" where it cannot be. */
    static String path(String uri) {
        try {
            return new QueryStringDecoder(uri).path();
        } catch (IllegalArgumentException brokenEscapes) {
            return "";
        }
    }
}
