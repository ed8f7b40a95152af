package dev.pointsman.server.dashboard;

import dev.pointsman.server.admin.AdminProblem;
import dev.pointsman.server.admin.AdminRequest;
import dev.pointsman.server.admin.AdminStream;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Function;

/**
 * Passes a chat on to the gateway's own front, as any client's: the same key is asked for, limits hold, it costs and is recorded. So the dashboard needs
 * no leave of the front to call from another origin, and no certificate where the front asks clients for one. Confined to the loop of the admin listener.
 */
public final class FrontRelay {
    private static final int MOST_CALLS = 16;
    private static final int CONNECT_MILLIS = 2_000;
    private static final String PATH = "/v1/chat/completions";

    private final Function<InetSocketAddress, ChannelFuture> front;
    private int calls;

    /** @param front opens a listener of the front for a connection from the given port */
    public FrontRelay(Function<InetSocketAddress, ChannelFuture> front) {
        this.front = front;
    }

    /** {@code POST /admin/v1/playground}: the body of a chat completion; the client's key in {@code x-client-key}. */
    public void open(AdminRequest request, AdminStream reader) {
        if (calls >= MOST_CALLS) {
            throw new AdminProblem(503, MOST_CALLS + " calls are under way already");
        }
        calls++;
        DefaultFullHttpRequest call = call(request);
        ChannelFuture bound = bootstrap(reader).bind(InetAddress.getLoopbackAddress(), 0);
        Channel channel = bound.channel();
        reader.whenClosed(() -> {
            calls--;
            channel.close();
        });
        reader.whenReadyChanges(() -> channel.config().setAutoRead(reader.ready()));
        ChannelPromise connected = channel.newPromise();
        connected.addListener(done -> {
            if (done.isSuccess()) {
                channel.writeAndFlush(call);
            } else {
                call.release();
                RelayedReply.unreachable(reader);
            }
        });
        bound.addListener(done -> {
            if (done.isSuccess()) {
                connect(channel, connected);
            } else {
                connected.setFailure(done.cause());
            }
        });
    }

    private void connect(Channel channel, ChannelPromise connected) {
        ChannelFuture listening = front.apply((InetSocketAddress) channel.localAddress());
        channel.closeFuture().addListener(closed -> listening.channel().close());
        listening.addListener(done -> {
            if (done.isSuccess()) {
                channel.connect(listening.channel().localAddress(), connected);
            } else {
                connected.setFailure(done.cause());
            }
        });
    }

    private static DefaultFullHttpRequest call(AdminRequest request) {
        byte[] body = request.bytes();
        var call =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, PATH, Unpooled.wrappedBuffer(body));
        call.headers()
                .set(HttpHeaderNames.HOST, "localhost")
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set(HttpHeaderNames.USER_AGENT, "pointsman-dashboard");
        String key = request.header("x-client-key");
        if (key != null && !key.isBlank()) {
            call.headers().set(HttpHeaderNames.AUTHORIZATION, "Bearer " + key.strip());
        }
        return call;
    }

    private static Bootstrap bootstrap(AdminStream reader) {
        boolean epoll =
                Epoll.isAvailable() && reader.loop() instanceof IoEventLoop loop && loop.isIoType(EpollIoHandler.class);
        return new Bootstrap()
                .group(reader.loop())
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new HttpClientCodec()).addLast(new RelayedReply(reader));
                    }
                });
    }
}
