package dev.pointsman.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection.Endpoint;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2LocalFlowController;
import io.netty.handler.codec.http2.Http2SettingsAckFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP/2 connection of a client, as a whole: it ends when no stream has been open for the idle time, when the client breaks the protocol or floods
 * it, or the server stops. Whoever does not take the farewell is cut.
 */
final class Http2Connection extends ChannelInboundHandlerAdapter implements Deadlines.Watched {
    private static final Logger LOG = LoggerFactory.getLogger(Http2Connection.class);
    /** Open at once, as clients are told. */
    static final int MOST_STREAMS = 100;
    /**
     * As many more are refused one by one. Beyond them the codec refuses, which does not know a stream that it refused: a piece of its body, already on
     * its way, would end the connection.
     */
    private static final int REFUSED_ONE_BY_ONE = 150;
    /** What all streams together may have under way; a stream by itself has HTTP/2's 64 kB. */
    private static final int WINDOW_BYTES = 1 << 20;

    private static final long FAREWELL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final FrontLoop front;
    private final Http2FrameCodec codec;
    private @Nullable ChannelHandlerContext context;
    private Deadlines.@Nullable Entry watch;
    private long idleSince;
    private boolean ending;
    private long endingSince;

    Http2Connection(FrontLoop front, Http2FrameCodec codec) {
        this.front = front;
        this.codec = codec;
        this.idleSince = front.deadlines().now();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Http2Exception {
        context = ctx;
        watch = front.deadlines().watch(this);
        refuseOneByOne();
        Endpoint<Http2LocalFlowController> local = codec.connection().local();
        local.flowController()
                .incrementWindowSize(
                        codec.connection().connectionStream(),
                        WINDOW_BYTES - local.flowController().initialWindowSize());
        ctx.flush();
    }

    @Override
    public void check(long now) {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            return;
        }
        if (ending) {
            if (now - endingSince >= FAREWELL_NANOS) {
                FrontServer.cut(ctx.channel());
            }
        } else if (codec.connection().numActiveStreams() > 0) {
            idleSince = now;
        } else if (now - idleSince >= front.settings().timeouts().idle().toNanos()) {
            end();
            ctx.close();
        }
    }

    private void end() {
        if (!ending) {
            ending = true;
            endingSince = front.deadlines().now();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
        if (frame instanceof Http2SettingsAckFrame) {
            refuseOneByOne(); // the codec has just taken what clients are told for its own limit
        }
        // frames of the connection: the codec has acted on them
        ReferenceCountUtil.release(frame);
    }

    private void refuseOneByOne() {
        codec.connection().remote().maxActiveStreams(MOST_STREAMS + REFUSED_ONE_BY_ONE);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event == FrontPipeline.DRAIN) {
            ctx.close();
        } else {
            super.userEventTriggered(ctx, event);
        }
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
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        FrontServer.logEnd(front, LOG, "a client connection is closed", cause);
        end();
        if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) == null) {
            ctx.close();
        } // else the codec is about to say why, and closes
    }
}
