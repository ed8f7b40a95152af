package dev.pointsman.server.http;

import dev.pointsman.api.ReplyHead;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the reply on one stream of HTTP/2. The head waits for what follows it, so that a whole reply is one flush. */
final class Http2Wire implements ReplyWire {
    private static final Logger LOG = LoggerFactory.getLogger(Http2Wire.class);
    private static final AsciiString REQUEST_ID = AsciiString.cached("x-request-id");
    /** From here on the budget of all bodies counts what waits for the client's window. */
    private static final int LARGE = 64 << 10;

    private static final AsciiString NO_BUFFERING = AsciiString.cached("x-accel-buffering");

    private final FrontLoop front;
    private final ChannelHandlerContext context;
    private final Http2Connection.FrameBudget frames;
    private final boolean headOnly;
    private final Runnable flushTask = this::flushAll;
    private @Nullable Http2Headers pending;
    private @Nullable ChannelFuture lastWrite;
    private long unsent;
    private boolean bodiless;
    private boolean requestRead;
    private boolean flushing;
    private boolean over;

    Http2Wire(FrontLoop front, ChannelHandlerContext context, Http2Connection.FrameBudget frames, boolean headOnly) {
        this.front = front;
        this.context = context;
        this.frames = frames;
        this.headOnly = headOnly;
    }

    /** The request is whole: nothing of its stream is left to be refused. */
    void requestRead() {
        requestRead = true;
    }

    @Override
    public void sendContinue() {
        context.writeAndFlush(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("100")));
    }

    @Override
    public void leaveRequestUnread() {
        // told by requestRead: a stream that is answered early is reset after its reply
    }

    @Override
    public void start(ReplyHead head, String requestId, List<String> headers) {
        frames.replied();
        boolean never = head.status() == 204 || head.status() == 304;
        bodiless = headOnly || never;
        unsent = bodiless ? 0 : head.bodyBytes();
        Http2Headers out = new DefaultHttp2Headers(false, 16);
        out.status(Integer.toString(head.status()));
        if (!head.contentType().isEmpty()) {
            out.add(HttpHeaderNames.CONTENT_TYPE, HeadWriter.safe(head.contentType()));
        }
        if (head.bodyBytes() >= 0 && !never) {
            out.add(HttpHeaderNames.CONTENT_LENGTH, Long.toString(head.bodyBytes()));
        }
        out.add(REQUEST_ID, requestId);
        out.add(HttpHeaderNames.DATE, front.date());
        if (head.contentType().startsWith("text/event-stream")) {
            out.add(HttpHeaderNames.CACHE_CONTROL, "no-cache");
            out.add(NO_BUFFERING, "no");
        }
        add(out, head.headers());
        add(out, headers);
        pending = out;
        if (unsent < 0) {
            flushSoon();
        }
    }

    private static void add(Http2Headers out, List<String> pairs) {
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            String name = pairs.get(i);
            if (HeadWriter.isToken(name)) {
                out.add(AsciiString.of(name).toLowerCase(), HeadWriter.safe(pairs.get(i + 1)));
            }
        }
    }

    @Override
    public void data(byte[] bytes) {
        if (over || bodiless || bytes.length == 0) {
            return;
        }
        if (unsent >= 0 && bytes.length > unsent) {
            LOG.error("a reply is longer than its head said; its stream is reset");
            abort();
            return;
        }
        unsent = unsent < 0 ? unsent : unsent - bytes.length;
        writeHead(false);
        front.metrics().bytesToClients(bytes.length);
        frames.written(bytes.length);
        ChannelFuture written = context.write(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(bytes), unsent == 0));
        lastWrite = written;
        if (bytes.length > LARGE) {
            front.budget().hold(bytes.length);
            written.addListener(done -> front.budget().release(bytes.length));
        }
        if (unsent != 0) {
            flushSoon();
        }
    }

    @Override
    public void end() {
        if (over) {
            return;
        }
        if (unsent > 0) {
            LOG.error("a reply is shorter than its head said; its stream is reset");
            abort();
            return;
        }
        over = true;
        if (!writeHead(true) && unsent < 0) {
            lastWrite = context.write(new DefaultHttp2DataFrame(true));
        }
        if (!requestRead) {
            resetAfterLastWrite(Http2Error.NO_ERROR);
        }
        context.flush();
    }

    @Override
    public void abort() {
        if (over) {
            return;
        }
        over = true;
        writeHead(false);
        resetAfterLastWrite(Http2Error.INTERNAL_ERROR);
        context.flush();
    }

    /** A reset throws away what still waits for the client's window, so it goes when that has left. */
    private void resetAfterLastWrite(Http2Error error) {
        ChannelFuture last = lastWrite;
        if (last != null) {
            last.addListener(written -> context.writeAndFlush(new DefaultHttp2ResetFrame(error)));
        }
    }

    @Override
    public boolean writable() {
        return context.channel().isWritable();
    }

    private boolean writeHead(boolean last) {
        Http2Headers head = pending;
        if (head == null) {
            return false;
        }
        pending = null;
        lastWrite = context.write(new DefaultHttp2HeadersFrame(head, last));
        return true;
    }

    private void flushSoon() {
        if (!flushing) {
            flushing = true;
            front.loop().execute(flushTask);
        }
    }

    private void flushAll() {
        flushing = false;
        if (context.channel().isActive()) {
            writeHead(false);
            context.flush();
        }
    }
}
