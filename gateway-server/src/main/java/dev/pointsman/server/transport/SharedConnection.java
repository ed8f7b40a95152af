package dev.pointsman.server.transport;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;

/**
 * One connection that speaks HTTP/2, many calls at a time, each on a stream of its own. It stands once the provider's first settings have
 * come; after a GOAWAY it takes no new calls and closes with its last stream.
 *
 * <p>The window of the connection is large enough for all streams' windows, so that a paused call stops no other; what may come unread is
 * at most 100 times 64 kB.
 */
final class SharedConnection extends ChannelInboundHandlerAdapter {
    private static final int MOST_STREAMS = 100;
    private static final int STREAM_WINDOW = 64 << 10;

    private final ConnectionPool pool;
    private final Dial dial;
    private final Channel channel;
    private final Http2FrameCodec codec;
    private final long bornNanos;
    private long idleSinceNanos;
    private int limit;
    private int streams;
    private boolean stands;
    private boolean draining;
    private boolean used;

    SharedConnection(ConnectionPool pool, Dial dial, Channel channel) {
        this.pool = pool;
        this.dial = dial;
        this.channel = channel;
        this.bornNanos = pool.home().now();
        this.idleSinceNanos = bornNanos;
        this.codec = Http2FrameCodecBuilder.forClient()
                .initialSettings(Http2Settings.defaultSettings()
                        .pushEnabled(false)
                        .initialWindowSize(STREAM_WINDOW)
                        .maxHeaderListSize(32 << 10))
                .gracefulShutdownTimeoutMillis(0)
                .build();
    }

    /** Takes its place at the end of the channel's pipeline. */
    void install() throws Http2Exception {
        channel.pipeline().addLast(codec, new Http2MultiplexHandler(refusal()), this);
        Http2Connection connection = codec.connection();
        connection
                .local()
                .flowController()
                .incrementWindowSize(connection.connectionStream(), MOST_STREAMS * STREAM_WINDOW);
        channel.flush();
    }

    /** For streams the provider would open; none is allowed. */
    private static ChannelHandler refusal() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel pushed) {
                pushed.close();
            }

            @Override
            public boolean isSharable() {
                return true;
            }
        };
    }

    boolean hasRoom() {
        return streams < limit && !draining && channel.isActive();
    }

    boolean unused() {
        return streams == 0;
    }

    boolean expired(long now) {
        boolean old = now - bornNanos >= pool.home().settings().age().toNanos();
        draining |= old;
        return streams == 0
                && (draining
                        || now - idleSinceNanos >= pool.home().settings().idle().toNanos());
    }

    void begin(UpstreamCall call) {
        streams++;
        StreamHandler handler = new StreamHandler(this, call);
        call.carriedBy(handler, used, pool.home().now());
        new Http2StreamChannelBootstrap(channel).handler(handler).open().addListener(opened -> {
            if (opened.isSuccess()) {
                handler.send(pool.target(), pool.home().settings().userAgent());
            } else {
                streams--;
                pool.home().loop().execute(() -> call.lost(opened.cause(), true));
            }
        });
    }

    /** A stream has ended, well or not. */
    void streamEnded(boolean well) {
        streams--;
        used |= well;
        idleSinceNanos = pool.home().now();
        if (streams == 0 && draining) {
            close();
        } else {
            pool.room(this);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof Http2SettingsFrame frame) {
                settings(frame.settings());
            } else if (message instanceof Http2GoAwayFrame) {
                draining = true;
                if (streams == 0) {
                    close();
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void settings(Http2Settings settings) {
        Long most = settings.maxConcurrentStreams();
        if (most != null) {
            limit = (int) Math.min(most, MOST_STREAMS);
        } else if (!stands) {
            limit = MOST_STREAMS;
        }
        if (stands) {
            pool.room(this);
        } else if (dial.stands()) {
            stands = true;
            pool.dialed(this);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        draining = true;
        if (stands) {
            pool.closed(this);
        } else {
            dial.failed(new GatewayException(
                    ErrorKind.UPSTREAM_CONNECT,
                    pool.name() + ": the connection was closed before HTTP/2 was agreed on"));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        close();
    }

    void close() {
        draining = true;
        channel.close();
    }
}
