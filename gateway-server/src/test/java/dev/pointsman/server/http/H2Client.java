package dev.pointsman.server.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A client of HTTP/2 over clear text with prior knowledge, frame by frame. */
final class H2Client implements AutoCloseable {
    /** One stream: what has come of its reply. {@code end} is "end", "reset NAME" or "closed". */
    static final class Stream extends ChannelInboundHandlerAdapter {
        final CompletableFuture<Http2Headers> head = new CompletableFuture<>();
        final CompletableFuture<String> reset = new CompletableFuture<>();
        final CompletableFuture<String> end = new CompletableFuture<>();
        private final StringBuilder body = new StringBuilder();
        private Http2StreamChannel channel;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object frame) {
            try {
                if (frame instanceof Http2HeadersFrame headers) {
                    head.complete(headers.headers());
                    finish(headers.isEndStream());
                } else if (frame instanceof Http2DataFrame data) {
                    body.append(data.content().toString(StandardCharsets.UTF_8));
                    finish(data.isEndStream());
                }
            } finally {
                ReferenceCountUtil.release(frame);
            }
        }

        private void finish(boolean last) {
            if (last) {
                end.complete("end");
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof Http2ResetFrame frame) {
                reset.complete(Http2Error.valueOf(frame.errorCode()).name());
                end.complete("reset " + Http2Error.valueOf(frame.errorCode()));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            head.completeExceptionally(new IllegalStateException("closed"));
            end.complete("closed");
        }

        String status() throws Exception {
            return head.get(10, TimeUnit.SECONDS).status().toString();
        }

        String header(String name) throws Exception {
            CharSequence value = head.get(10, TimeUnit.SECONDS).get(name);
            return value == null ? "" : value.toString();
        }

        String end() throws Exception {
            return end.get(10, TimeUnit.SECONDS);
        }

        String body() throws Exception {
            end();
            return body.toString();
        }

        void data(String text, boolean last) {
            channel.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8), last));
        }

        void reset() {
            channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
        }
    }

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel connection;

    H2Client(InetSocketAddress address) {
        connection = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(address)
                .syncUninterruptibly()
                .channel();
        connection
                .pipeline()
                .addLast(
                        Http2FrameCodecBuilder.forClient()
                                .initialSettings(Http2Settings.defaultSettings())
                                .build(),
                        new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
    }

    /** Opens a stream with a head; {@code last} where no body follows. */
    Stream open(Http2Headers head, boolean last) {
        Stream stream = new Stream();
        stream.channel = new Http2StreamChannelBootstrap(connection)
                .handler(stream)
                .open()
                .syncUninterruptibly()
                .getNow();
        stream.channel.writeAndFlush(new DefaultHttp2HeadersFrame(head, last));
        return stream;
    }

    Stream post(String body) {
        Stream stream = open(head("POST", "/v1/chat/completions"), false);
        stream.data(body, true);
        return stream;
    }

    static Http2Headers head(String method, String path) {
        return new DefaultHttp2Headers(false)
                .method(method)
                .path(path)
                .scheme("http")
                .authority("gateway:1");
    }

    boolean closedByServer() {
        return connection.closeFuture().awaitUninterruptibly(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
