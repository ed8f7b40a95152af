package dev.pointsman.server.http;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.server.buffers.Room;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP/1.1 connection of a client: its requests one at a time, its deadlines, its end.
 *
 * <p>Between requests neither {@code receiving} nor {@code replying} holds. A request head sets both; its last byte clears the first, the
 * end of its reply the second. What a client sends ahead waits in {@code waiting}: the first such piece turns reading off, so at most one
 * read is held. {@code closing}: the last reply is written, everything that still comes is thrown away until the client closes too, for
 * {@code LINGER} at most; closing at once would reset the connection and could take the reply with it.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter implements Deadlines.Watched {
    private static final Logger LOG = LoggerFactory.getLogger(Http1Connection.class);
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** Whoever was too slow has had its time: enough for it to read why. */
    private static final long LINGER_LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final FrontLoop front;
    private final Decoder decoder = new Decoder();
    private final ArrayDeque<HttpObject> waiting = new ArrayDeque<>(0);
    private final Deadlines.Progress progress = new Deadlines.Progress();
    private final Deadlines.Pace pace = new Deadlines.Pace();
    private @Nullable ChannelHandlerContext context;
    private @Nullable Http1Wire wire;
    private boolean late;
    private Deadlines.@Nullable Entry watch;
    private @Nullable RequestHandler handler;
    private boolean receiving;
    private boolean replying;
    private boolean closing;
    private boolean pumping;
    private long deadline;
    private long bodyBytes;

    Http1Connection(FrontLoop front) {
        this.front = front;
    }

    /** Reads the wire; goes before this handler. It knows whether a request head has begun and not ended. */
    HttpRequestDecoder decoder() {
        return decoder;
    }

    private final class Decoder extends HttpRequestDecoder {
        private boolean between = true;
        private boolean begun;
        private boolean begunOddly;

        Decoder() {
            super(new HttpDecoderConfig()
                    .setMaxInitialLineLength(8192)
                    .setMaxHeaderSize(32 << 10)
                    .setMaxChunkSize(64 << 10));
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
            if (message instanceof ByteBuf bytes) {
                front.metrics().bytesFromClients(bytes.readableBytes());
                if (closing) {
                    bytes.release();
                    return;
                }
            }
            super.channelRead(ctx, message);
        }

        @Override
        protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
            if (begunOddly) {
                throw new IllegalArgumentException("a request begins with its method");
            }
            return super.splitFirstWordInitialLine(line, start, length);
        }

        @Override
        protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
            Http1Rules.checkSeparator(line, start);
            return super.splitSecondWordInitialLine(line, start, length);
        }

        @Override
        protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
            Http1Rules.checkSeparator(line, start);
            String version = super.splitThirdWordInitialLine(line, start, length);
            Http1Rules.checkVersion(version);
            return version;
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
            boolean before = between;
            if (!begun) {
                begin(in);
            }
            super.decode(ctx, in, out);
            between = !out.isEmpty() && out.get(out.size() - 1) instanceof LastHttpContent;
            begun &= !between;
            if (before && !between) {
                deadline = front.deadlines().now()
                        + front.settings().timeouts().head().toNanos();
            }
        }

        private void begin(ByteBuf in) {
            int at = in.readerIndex();
            while (at < in.writerIndex() && Http1Rules.isLineBreak(in.getByte(at))) {
                at++;
            }
            if (at < in.writerIndex()) {
                begun = true;
                begunOddly = in.getByte(at) <= ' ';
            }
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        wire = new Http1Wire(front, this, ctx);
        watch = front.deadlines().watch(this);
        deadline = front.deadlines().now() + front.settings().timeouts().idle().toNanos();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (closing || !(message instanceof HttpObject object)) {
            ReferenceCountUtil.release(message);
        } else if (!waiting.isEmpty() || (replying && !receiving)) {
            waiting.add(object);
            ctx.channel().config().setAutoRead(false);
        } else {
            accept(ctx, object);
        }
    }

    private void accept(ChannelHandlerContext ctx, HttpObject object) {
        try {
            if (object instanceof HttpRequest request) {
                head(ctx, request);
            }
            if (object instanceof HttpContent content && receiving && !closing) {
                body(content);
            }
        } finally {
            ReferenceCountUtil.release(object);
        }
    }

    private void head(ChannelHandlerContext ctx, HttpRequest request) {
        boolean http11 = !request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        String method = request.method().name();
        receiving = true;
        replying = true;
        pace.restart(front.deadlines().now());
        bodyBytes = 0;
        progress.restart(front.deadlines().now());
        boolean staysOpen = HttpUtil.isKeepAlive(request) && Http1Rules.endIsTold(request);
        wire(ctx).request(method.equals("HEAD"), http11, staysOpen);
        RequestHandler next = new RequestHandler(front, wire(ctx));
        handler = next;
        try {
            next.begin(Http1Rules.head(request));
        } catch (GatewayException refused) {
            next.refuse(refused, true);
        }
    }

    private void body(HttpContent content) {
        RequestHandler current = handler;
        if (current == null) {
            return;
        }
        if (content.decoderResult().isFailure()) {
            current.refuse(Http1Rules.brokenBody(content.decoderResult().cause()), true);
            return;
        }
        bodyBytes += content.content().readableBytes();
        current.body(content.content());
        if (content instanceof LastHttpContent && !closing) {
            receiving = false;
            progress.restart(front.deadlines().now());
            if (replying) {
                current.end();
            } else {
                between();
            }
        }
    }

    /** The reply is written and the connection stays. */
    void replyDone() {
        replying = false;
        if (!receiving) {
            between();
        }
    }

    /** The client has taken some of a large reply. */
    void replyMoved() {
        progress.restart(front.deadlines().now());
    }

    private void between() {
        handler = null;
        FrontSettings.Timeouts timeouts = front.settings().timeouts();
        deadline = front.deadlines().now() + (decoder.between ? timeouts.idle() : timeouts.head()).toNanos();
        ChannelHandlerContext ctx = context;
        if (ctx != null && !waiting.isEmpty()) {
            pump(ctx);
        } else if (ctx != null && front.stopping() && decoder.between) {
            ctx.close();
        }
    }

    /** Goes on with what was sent ahead, as long as the client takes its replies. */
    private void pump(ChannelHandlerContext ctx) {
        if (pumping) {
            return;
        }
        pumping = true;
        while (!closing && (receiving || !replying) && ctx.channel().isWritable()) {
            HttpObject next = waiting.poll();
            if (next == null) {
                break;
            }
            accept(ctx, next);
        }
        pumping = false;
        if (waiting.isEmpty() && !closing) {
            ctx.channel().config().setAutoRead(true);
        }
    }

    /** The reply is being written, and nothing may follow it. */
    void lastReplyDone(ChannelFuture written) {
        replying = false;
        closing = true;
        boolean readWhole = !receiving && waiting.isEmpty() && decoder.between;
        dropWaiting();
        deadline = front.deadlines().now() + front.settings().timeouts().stall().toNanos();
        written.addListener(done -> {
            if (readWhole || !done.isSuccess()) {
                written.channel().close();
            } else {
                linger(written);
            }
        });
    }

    private void linger(ChannelFuture written) {
        deadline = front.deadlines().now() + (late ? LINGER_LATE_NANOS : LINGER_NANOS);
        written.channel().config().setAutoRead(true);
        if (written.channel().pipeline().get(SslHandler.class) == null
                && written.channel() instanceof DuplexChannel channel) {
            channel.shutdownOutput();
        }
    }

    @Override
    public void check(long now) {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            return;
        }
        FrontSettings.Timeouts timeouts = front.settings().timeouts();
        if (closing) {
            if (now >= deadline) {
                ctx.close();
            }
        } else if (receiving) {
            if (pace.tooSlow(now, bodyBytes, timeouts.body().toNanos())) {
                late(ctx, "the request body came too slowly");
            }
        } else if (replying) {
            if (progress.stalled(ctx.channel(), now, timeouts.stall().toNanos())) {
                LOG.debug("a client stopped reading; its connection is closed");
                ctx.close();
            }
        } else if (now >= deadline) {
            if (decoder.between) {
                ctx.close();
            } else {
                late(ctx, "the request head came too slowly");
            }
        }
    }

    @Override
    public void stop() {
        RequestHandler current = handler;
        if (current != null && replying && !closing) {
            current.stop();
        }
    }

    private void late(ChannelHandlerContext ctx, String message) {
        late = true;
        end(ctx, new GatewayException(ErrorKind.REQUEST_TIMEOUT, message));
    }

    /** Ends the request that is under way or coming, and with it the connection. */
    private void end(ChannelHandlerContext ctx, GatewayException error) {
        RequestHandler current = handler;
        if (receiving && (current == null || !replying)) {
            ctx.close();
            return;
        }
        if (current == null) {
            receiving = true;
            replying = true;
            wire(ctx).request(false, true, false);
            current = new RequestHandler(front, wire(ctx));
            handler = current;
        }
        current.abandon(error);
    }

    /** Whether the server is stopping: replies from now on are the last of their connections. */
    boolean draining() {
        return front.stopping();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event == FrontPipeline.DRAIN) {
            if (!receiving && !replying && !closing && decoder.between) {
                ctx.close();
            }
        } else {
            super.userEventTriggered(ctx, event);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
        if (ctx.channel().isWritable()) {
            Http1Wire writing = wire;
            if (writing != null) {
                writing.pump();
            }
            RequestHandler current = handler;
            if (current != null) {
                current.writabilityChanged();
            }
            if (!waiting.isEmpty()) {
                pump(ctx);
            }
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
        closing = true;
        dropWaiting();
        Deadlines.Entry entry = watch;
        if (entry != null) {
            entry.remove();
        }
        Http1Wire writing = wire;
        if (writing != null) {
            writing.release();
        }
        RequestHandler current = handler;
        handler = null;
        if (current != null && replying) {
            replying = false;
            current.gone();
        }
    }

    private void dropWaiting() {
        HttpObject next = waiting.poll();
        while (next != null) {
            ReferenceCountUtil.release(next);
            next = waiting.poll();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        FrontServer.logEnd(front, LOG, "a client connection is closed", cause);
        if (cause instanceof OutOfMemoryError) {
            end(ctx, Room.none(cause));
            if (closing) {
                return; // as soon as it is told, or cannot be
            }
        }
        ctx.close();
    }

    private Http1Wire wire(ChannelHandlerContext ctx) {
        Http1Wire present = wire;
        if (present == null) {
            present = new Http1Wire(front, this, ctx);
            wire = present;
        }
        return present;
    }
}
