package dev.pointsman.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets up each accepted connection: counted against the caps, then TLS with ALPN or a look at the first bytes, then HTTP/1.1 or HTTP/2.
 * Shared by all loops; its counts are atomic.
 */
@Sharable
final class FrontPipeline extends ChannelInitializer<Channel> {
    /** User event: the server is stopping; idle connections close, others after their reply. */
    static final Object DRAIN = new Object();

    private static final Logger LOG = LoggerFactory.getLogger(FrontPipeline.class);
    private static final int MOST_HEADER_BYTES = 32 << 10;
    private static final long STREAMS_END_MILLIS = TimeUnit.MINUTES.toMillis(10);

    private final FrontSettings settings;
    private final Map<EventLoop, FrontLoop> loops;
    private final ChannelGroup connections;
    private final @Nullable TlsContexts tls;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<InetAddress, Integer> openByAddress = new ConcurrentHashMap<>();

    FrontPipeline(
            FrontSettings settings,
            Map<EventLoop, FrontLoop> loops,
            ChannelGroup connections,
            @Nullable TlsContexts tls) {
        this.settings = settings;
        this.loops = Map.copyOf(loops);
        this.connections = connections;
        this.tls = tls;
    }

    @Override
    protected void initChannel(Channel channel) {
        FrontLoop front = loops.get(channel.eventLoop());
        connections.add(channel);
        if (front == null || front.stopping() || !admit(channel, front)) {
            channel.close();
            return;
        }
        TlsContexts contexts = tls;
        if (contexts != null) {
            SslHandler handler = contexts.current().newHandler(channel.alloc());
            handler.setHandshakeTimeoutMillis(settings.timeouts().handshake().toMillis());
            channel.pipeline().addLast(handler, new Negotiation(front));
        } else if (settings.http2()) {
            channel.pipeline().addLast(new Sniffer(front));
        } else {
            http1(channel.pipeline(), front);
        }
    }

    private boolean admit(Channel channel, FrontLoop front) {
        FrontSettings.Limits limits = settings.limits();
        InetAddress address = channel.remoteAddress() instanceof InetSocketAddress inet ? inet.getAddress() : null;
        boolean perAddress = limits.connectionsPerAddress() > 0 && address != null;
        int all = open.incrementAndGet();
        int same = perAddress ? openByAddress.merge(address, 1, Integer::sum) : 0;
        front.metrics().clientConnections(1);
        channel.closeFuture().addListener(closed -> {
            open.decrementAndGet();
            front.metrics().clientConnections(-1);
            if (perAddress) {
                openByAddress.computeIfPresent(address, (key, count) -> count > 1 ? count - 1 : null);
            }
        });
        return all <= limits.connections() && (!perAddress || same <= limits.connectionsPerAddress());
    }

    private static void http1(ChannelPipeline pipeline, FrontLoop front) {
        Http1Connection connection = new Http1Connection(front);
        pipeline.addLast(connection.decoder(), connection);
    }

    private static void http2(ChannelPipeline pipeline, FrontLoop front) {
        Http2FrameCodec codec = Http2FrameCodecBuilder.forServer()
                .initialSettings(Http2Settings.defaultSettings()
                        .maxConcurrentStreams(Http2Connection.MOST_STREAMS)
                        .maxHeaderListSize(MOST_HEADER_BYTES))
                .validateHeaders(true)
                .decoderEnforceMaxRstFramesPerWindow(
                        0, 0) // streams that were answered count there, too; see FrameBudget
                .gracefulShutdownTimeoutMillis(STREAMS_END_MILLIS)
                .build();
        Http2Connection.FrameBudget frames =
                new Http2Connection.FrameBudget(front.deadlines().now());
        Http2ConnectionDecoder decoder = codec.decoder();
        decoder.frameListener(new Http2Connection.Counted(decoder.frameListener(), frames, front.deadlines()));
        ChannelInitializer<Channel> streams = new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel stream) {
                stream.pipeline().addLast(new Http2Stream(front, codec.connection(), frames));
            }
        };
        pipeline.addLast(codec, new Http2MultiplexHandler(streams), new Http2Connection(front, codec));
    }

    /** Takes the protocol that the TLS handshake agreed on. */
    private static final class Negotiation extends ApplicationProtocolNegotiationHandler {
        private final FrontLoop front;

        Negotiation(FrontLoop front) {
            super(ApplicationProtocolNames.HTTP_1_1);
            this.front = front;
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
            if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                http2(ctx.pipeline(), front);
            } else {
                http1(ctx.pipeline(), front);
            }
        }

        @Override
        protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
            LOG.debug("a TLS handshake failed", cause);
            ctx.close();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
            if (event == DRAIN) {
                ctx.close();
            } else {
                super.userEventTriggered(ctx, event);
            }
        }
    }

    /** Tells HTTP/2's preface from HTTP/1.1 by the first bytes of a clear-text connection. */
    private static final class Sniffer extends ByteToMessageDecoder implements Deadlines.Watched {
        private final FrontLoop front;
        private final ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();
        private @Nullable ChannelHandlerContext context;
        private Deadlines.@Nullable Entry watch;
        private long deadline;
        private boolean begun;

        Sniffer(FrontLoop front) {
            this.front = front;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            context = ctx;
            watch = front.deadlines().watch(this);
            deadline =
                    front.deadlines().now() + front.settings().timeouts().idle().toNanos();
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
            int seen = Math.min(in.readableBytes(), preface.readableBytes());
            boolean same = true;
            for (int i = 0; i < seen && same; i++) {
                same = in.getByte(in.readerIndex() + i) == preface.getByte(i);
            }
            if (!same) {
                http1(ctx.pipeline(), front);
                ctx.pipeline().remove(this);
            } else if (seen == preface.readableBytes()) {
                http2(ctx.pipeline(), front);
                ctx.pipeline().remove(this);
            } else if (!begun) {
                begun = true;
                deadline = front.deadlines().now()
                        + front.settings().timeouts().head().toNanos();
            }
        }

        @Override
        public void check(long now) {
            ChannelHandlerContext ctx = context;
            if (ctx != null && now >= deadline) {
                ctx.close();
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
            if (event == DRAIN) {
                ctx.close();
            } else {
                super.userEventTriggered(ctx, event);
            }
        }

        @Override
        protected void handlerRemoved0(ChannelHandlerContext ctx) {
            Deadlines.Entry entry = watch;
            if (entry != null) {
                entry.remove();
            }
            preface.release();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            FrontServer.logEnd(front, LOG, "a client connection is closed", cause);
            ctx.close();
        }
    }
}
