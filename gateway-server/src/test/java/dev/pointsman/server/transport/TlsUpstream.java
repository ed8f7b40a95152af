package dev.pointsman.server.transport;

import dev.pointsman.provider.Target;
import dev.pointsman.testing.SelfSigned;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A provider with TLS, that speaks HTTP/2 where it is offered (or is told not to). */
final class TlsUpstream implements AutoCloseable {
    /** Answers one request of HTTP/2; the stream's channel takes frames. */
    interface Answer {
        void to(Stream stream);
    }

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel server;
    private final int mostStreams;
    private final Answer answer;
    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger resets = new AtomicInteger();
    final AtomicInteger openStreams = new AtomicInteger();
    final AtomicInteger mostOpenStreams = new AtomicInteger();
    volatile Http2Headers lastHeaders = new DefaultHttp2Headers();

    TlsUpstream(SelfSigned certificate, boolean http2, int mostStreams, Answer answer) throws Exception {
        this.mostStreams = mostStreams;
        this.answer = answer;
        SslContextBuilder tls = SslContextBuilder.forServer(
                certificate.certificate().toFile(), certificate.key().toFile());
        if (http2) {
            tls.applicationProtocolConfig(new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                    ApplicationProtocolNames.HTTP_2));
        }
        SslContext context = tls.build();
        this.server = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connections.incrementAndGet();
                        channel.pipeline().addLast(context.newHandler(channel.alloc()), protocol());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
    }

    private ApplicationProtocolNegotiationHandler protocol() {
        return new ApplicationProtocolNegotiationHandler(ApplicationProtocolNames.HTTP_1_1) {
            @Override
            protected void configurePipeline(ChannelHandlerContext context, String protocol) {
                if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                    context.pipeline()
                            .addLast(
                                    Http2FrameCodecBuilder.forServer()
                                            .initialSettings(Http2Settings.defaultSettings()
                                                    .maxConcurrentStreams(mostStreams))
                                            .build(),
                                    new Http2MultiplexHandler(streams()));
                } else {
                    context.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(1 << 20), new Http1());
                }
            }

            @Override
            protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
                context.close();
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                context.close();
            }
        };
    }

    private ChannelInitializer<Channel> streams() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel stream) {
                stream.pipeline().addLast(new Stream());
            }
        };
    }

    Target target(String host) {
        return new Target(host, ((InetSocketAddress) server.localAddress()).getPort(), true, true);
    }

    @Override
    public void close() {
        server.close().awaitUninterruptibly();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(20, TimeUnit.SECONDS);
    }

    private static final class Http1 extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            FullHttpRequest request = (FullHttpRequest) message;
            var reply = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    HttpResponseStatus.OK,
                    request.content().retain());
            reply.headers().set("content-length", request.content().readableBytes());
            context.writeAndFlush(reply);
            request.release();
        }
    }

    /** One request and the way to answer it. */
    final class Stream extends ChannelInboundHandlerAdapter {
        private final StringBuilder body = new StringBuilder();
        private Channel channel;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            channel = context.channel();
            mostOpenStreams.accumulateAndGet(openStreams.incrementAndGet(), Math::max);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            openStreams.decrementAndGet();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            boolean last = false;
            if (message instanceof Http2HeadersFrame frame) {
                lastHeaders = frame.headers();
                last = frame.isEndStream();
            } else if (message instanceof Http2DataFrame frame) {
                body.append(frame.content().toString(StandardCharsets.ISO_8859_1));
                last = frame.isEndStream();
            }
            ReferenceCountUtil.release(message);
            if (last) {
                answer.to(this);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof Http2ResetFrame) {
                resets.incrementAndGet();
            }
        }

        String body() {
            return body.toString();
        }

        Stream head(int status) {
            Http2Headers headers = new DefaultHttp2Headers().status(Integer.toString(status));
            channel.writeAndFlush(new DefaultHttp2HeadersFrame(headers, false));
            return this;
        }

        Stream data(String text, boolean last) {
            channel.writeAndFlush(new DefaultHttp2DataFrame(
                    Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.ISO_8859_1)), last));
            return this;
        }

        void refuse() {
            channel.writeAndFlush(new io.netty.handler.codec.http2.DefaultHttp2ResetFrame(Http2Error.REFUSED_STREAM));
        }

        void cut() {
            channel.writeAndFlush(new io.netty.handler.codec.http2.DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
        }

        /** No further streams on this connection. */
        void goAway() {
            channel.parent()
                    .writeAndFlush(new DefaultHttp2GoAwayFrame(
                            Http2Error.NO_ERROR, ByteBufUtil.writeAscii(channel.alloc(), "bye")));
        }

        Channel channel() {
            return channel;
        }
    }
}
