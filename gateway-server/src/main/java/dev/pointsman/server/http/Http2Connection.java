package dev.pointsman.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection.Endpoint;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2LocalFlowController;
import io.netty.handler.codec.http2.Http2Settings;
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

    /**
     * How many more frames that carry nothing of a request a client may send. What it asks for and is sent earns it more, for whoever is sent much has
     * windows to open and, as gRPC does, round trips to measure; so does time. Whoever has none left is told to calm down.
     *
     * <p>Frames are counted behind the codec, so not those of streams that are closed: they are dropped unanswered.
     */
    static final class FrameBudget {
        /** To begin with, and at most by mere time. */
        static final int AT_REST = 1_000;

        private static final int EACH_REPLY = 10;
        /** A request that is given up before its reply begins has cost most of what it would have. */
        private static final int RESET = 5;

        private static final int EACH_WRITE = 4;
        /** One more for so much that is written at a time: a client may open its windows for every piece, by two frames. */
        private static final int WRITTEN_BYTES_SHIFT = 9;

        private static final int EACH_SECOND = 50;
        private static final int MOST = Integer.MAX_VALUE >> 1;

        private int left = AT_REST;
        private long since;

        FrameBudget(long now) {
            since = now;
        }

        void replied() {
            earn(EACH_REPLY);
        }

        void written(int bytes) {
            earn(EACH_WRITE + (bytes >> WRITTEN_BYTES_SHIFT));
        }

        private void earn(int more) {
            left = Math.min(left + more, MOST);
        }

        /** Whether one more may come; {@code now} is looked at only where what was earned is used up. */
        boolean spend(long now) {
            return spend(1, now);
        }

        private boolean spend(int price, long now) {
            if (left < price) {
                long earned = Math.min(AT_REST, (now - since) / (TimeUnit.SECONDS.toNanos(1) / EACH_SECOND));
                if (left + earned < price) {
                    return false;
                }
                left += (int) earned;
                since = now;
            }
            left -= price;
            return true;
        }

        boolean spendReset(long now) {
            return spend(RESET, now);
        }
    }

    /** Counts what comes against the budget, on its way to {@code listener}. */
    static final class Counted extends Http2FrameListenerDecorator {
        private final FrameBudget budget;
        private final Deadlines clock;

        Counted(Http2FrameListener listener, FrameBudget budget, Deadlines clock) {
            super(listener);
            this.budget = budget;
            this.clock = clock;
        }

        private void spend() throws Http2Exception {
            check(budget.spend(clock.now()));
        }

        private static void check(boolean allowed) throws Http2Exception {
            if (!allowed) {
                throw Http2Exception.connectionError(
                        Http2Error.ENHANCE_YOUR_CALM, "too many frames beside those of requests");
            }
        }

        @Override
        public int onDataRead(ChannelHandlerContext ctx, int stream, ByteBuf data, int padding, boolean last)
                throws Http2Exception {
            if (!last && !data.isReadable()) {
                spend();
            }
            return super.onDataRead(ctx, stream, data, padding, last);
        }

        @Override
        public void onPriorityRead(
                ChannelHandlerContext ctx, int stream, int dependency, short weight, boolean exclusive)
                throws Http2Exception {
            spend();
            super.onPriorityRead(ctx, stream, dependency, weight, exclusive);
        }

        @Override
        public void onRstStreamRead(ChannelHandlerContext ctx, int stream, long error) throws Http2Exception {
            check(budget.spendReset(clock.now()));
            super.onRstStreamRead(ctx, stream, error);
        }

        @Override
        public void onSettingsAckRead(ChannelHandlerContext ctx) throws Http2Exception {
            spend();
            super.onSettingsAckRead(ctx);
        }

        @Override
        public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) throws Http2Exception {
            spend();
            super.onSettingsRead(ctx, settings);
        }

        @Override
        public void onPingRead(ChannelHandlerContext ctx, long bits) throws Http2Exception {
            spend();
            super.onPingRead(ctx, bits);
        }

        @Override
        public void onPingAckRead(ChannelHandlerContext ctx, long bits) throws Http2Exception {
            spend();
            super.onPingAckRead(ctx, bits);
        }

        @Override
        public void onGoAwayRead(ChannelHandlerContext ctx, int lastStream, long error, ByteBuf why)
                throws Http2Exception {
            spend();
            super.onGoAwayRead(ctx, lastStream, error, why);
        }

        @Override
        public void onWindowUpdateRead(ChannelHandlerContext ctx, int stream, int more) throws Http2Exception {
            spend();
            super.onWindowUpdateRead(ctx, stream, more);
        }

        @Override
        public void onUnknownFrame(ChannelHandlerContext ctx, byte type, int stream, Http2Flags flags, ByteBuf payload)
                throws Http2Exception {
            spend();
            super.onUnknownFrame(ctx, type, stream, flags, payload);
        }
    }
}
