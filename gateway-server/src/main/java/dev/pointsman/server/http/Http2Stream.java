package dev.pointsman.server.http;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.server.http.request.RequestTarget;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One stream of HTTP/2: one request and its reply. Netty's codec has checked the framing and the pseudo headers. */
final class Http2Stream extends ChannelInboundHandlerAdapter implements Deadlines.Watched {
    private static final Logger LOG = LoggerFactory.getLogger(Http2Stream.class);
    private static final int MOST_HEADERS = 100;
    private static final AsciiString HTTP = AsciiString.cached("http");
    private static final AsciiString HTTPS = AsciiString.cached("https");

    private final FrontLoop front;
    private final io.netty.handler.codec.http2.Http2Connection connection;
    private final Http2Connection.FrameBudget frames;
    private final Deadlines.Progress progress = new Deadlines.Progress();
    private final Deadlines.Pace pace = new Deadlines.Pace();
    private @Nullable ChannelHandlerContext context;
    private Deadlines.@Nullable Entry watch;
    private @Nullable RequestHandler handler;
    private @Nullable Http2Wire wire;
    private boolean whole;
    private long bodyBytes;

    Http2Stream(
            FrontLoop front,
            io.netty.handler.codec.http2.Http2Connection connection,
            Http2Connection.FrameBudget frames) {
        this.front = front;
        this.connection = connection;
        this.frames = frames;
        pace.restart(front.deadlines().now());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        watch = front.deadlines().watch(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
        try {
            if (frame instanceof Http2HeadersFrame headers) {
                RequestHandler current = handler;
                if (current == null) {
                    head(ctx, headers.headers(), headers.isEndStream());
                }
                finish(headers.isEndStream());
            } else if (frame instanceof Http2DataFrame data) {
                RequestHandler current = handler;
                bodyBytes += data.content().readableBytes();
                front.metrics().bytesFromClients(data.content().readableBytes());
                if (current != null) {
                    current.body(data.content());
                }
                finish(data.isEndStream());
            }
        } finally {
            ReferenceCountUtil.release(frame);
        }
    }

    private void head(ChannelHandlerContext ctx, Http2Headers headers, boolean last) {
        if (connection.numActiveStreams() > Http2Connection.MOST_STREAMS) {
            ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.REFUSED_STREAM));
            return;
        }
        CharSequence method = headers.method();
        Http2Wire writing = new Http2Wire(
                front, ctx, frames, method != null && method.toString().equals("HEAD"));
        RequestHandler current = new RequestHandler(front, writing);
        wire = writing;
        handler = current;
        if (last) {
            writing.requestRead();
        }
        progress.restart(front.deadlines().now());
        try {
            current.begin(requestHead(headers, last));
        } catch (GatewayException refused) {
            current.refuse(refused, !last);
        }
    }

    private void finish(boolean last) {
        RequestHandler current = handler;
        Http2Wire writing = wire;
        if (last && !whole && current != null && writing != null) {
            whole = true;
            writing.requestRead();
            progress.restart(front.deadlines().now());
            current.end();
        }
    }

    private static RequestRules.Head requestHead(Http2Headers headers, boolean last) {
        CharSequence method = headers.method();
        CharSequence path = headers.path();
        if (method == null || path == null) {
            throw new GatewayException(ErrorKind.INVALID_REQUEST, "the request lacks a method or a path");
        }
        CharSequence scheme = headers.scheme();
        if (!HTTP.contentEqualsIgnoreCase(scheme) && !HTTPS.contentEqualsIgnoreCase(scheme)) {
            throw new GatewayException(ErrorKind.INVALID_REQUEST, "the :scheme of the request must be http or https");
        }
        if (headers.size() > MOST_HEADERS) {
            throw new GatewayException(ErrorKind.HEADERS_TOO_LARGE, "the request has too many headers");
        }
        checkHost(headers);
        for (String name : RequestRules.SINGULAR) {
            RequestRules.refuseSecond(name, headers.valueIterator(name));
        }
        CharSequence length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        return new RequestRules.Head(
                method.toString(),
                path.toString(),
                name -> {
                    CharSequence value = headers.get(name);
                    return value == null ? null : value.toString();
                },
                last ? 0 : length == null ? -1 : contentLength(length));
    }

    private static void checkHost(Http2Headers headers) {
        CharSequence authority = headers.authority();
        Iterator<CharSequence> hosts = headers.valueIterator(HttpHeaderNames.HOST);
        CharSequence host = hosts.hasNext() ? hosts.next() : null;
        CharSequence named = authority == null ? host : authority;
        boolean one = !hosts.hasNext()
                && (host == null || authority == null || host.toString().contentEquals(authority));
        if (!one || named == null || !RequestTarget.isHost(named)) {
            throw new GatewayException(
                    ErrorKind.INVALID_REQUEST, "the request must name exactly one valid host, as :authority or host");
        }
    }

    private static long contentLength(CharSequence length) {
        long value = 0;
        for (int i = 0; i < length.length(); i++) {
            int digit = length.charAt(i) - '0';
            if (digit < 0 || digit > 9 || value > Long.MAX_VALUE / 20) {
                throw new GatewayException(ErrorKind.INVALID_REQUEST, "the content-length of the request is no number");
            }
            value = value * 10 + digit;
        }
        return value;
    }

    @Override
    public void check(long now) {
        ChannelHandlerContext ctx = context;
        RequestHandler current = handler;
        if (ctx == null || current == null) {
            return;
        }
        FrontSettings.Timeouts timeouts = front.settings().timeouts();
        if (!whole && pace.tooSlow(now, bodyBytes, timeouts.body().toNanos())) {
            whole = true;
            current.refuse(new GatewayException(ErrorKind.REQUEST_TIMEOUT, "the request body came too slowly"), true);
        } else if (whole
                && progress.stalled(ctx.channel(), now, timeouts.stall().toNanos())) {
            LOG.debug("a client stopped reading; its stream is reset");
            ctx.close();
        }
    }

    @Override
    public void stop() {
        RequestHandler current = handler;
        if (current != null) {
            current.stop();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
        RequestHandler current = handler;
        if (current != null && ctx.channel().isWritable()) {
            current.writabilityChanged();
        }
        super.channelWritabilityChanged(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        leave();
        super.channelInactive(ctx);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        leave();
    }

    private void leave() {
        Deadlines.Entry entry = watch;
        if (entry != null) {
            entry.remove();
        }
        RequestHandler current = handler;
        handler = null;
        if (current != null) {
            current.gone();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        FrontServer.logEnd(front, LOG, "a stream is reset", cause);
        ctx.close();
    }
}
