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
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Passes a chat on to the gateway's own front, as any client's: the same key is asked for, limits hold, it costs and is recorded. So the dashboard needs
 * no leave of the front to call from another origin. Confined to the loop of the admin listener.
 */
public final class FrontRelay {
    private static final int MOST_CALLS = 16;
    private static final int CONNECT_MILLIS = 2_000;
    private static final String PATH = "/v1/chat/completions";

    private final Supplier<InetSocketAddress> front;
    private final @Nullable SslContext tls;
    private int calls;

    /**
     * @param front where clients connect, asked when the first call comes
     * @param certificate of the front; null where it speaks clear text
     */
    public FrontRelay(Supplier<InetSocketAddress> front, @Nullable Path certificate) {
        this.front = front;
        this.tls = certificate == null ? null : pinned(certificate);
    }

    /** Trusts the front's own certificate and no other, whatever name it is of. */
    private static SslContext pinned(Path certificate) {
        try {
            return SslContextBuilder.forClient()
                    .trustManager(certificate.toFile())
                    .endpointIdentificationAlgorithm(null)
                    .build();
        } catch (SSLException unusable) {
            throw new UncheckedIOException(unusable);
        }
    }

    /** {@code POST /admin/v1/playground}: the body of a chat completion; the client's key in {@code x-client-key}. */
    public void open(AdminRequest request, AdminStream reader) {
        if (calls >= MOST_CALLS) {
            throw new AdminProblem(503, MOST_CALLS + " calls are under way already");
        }
        calls++;
        InetSocketAddress address = reachable(front.get());
        DefaultFullHttpRequest call = call(request, address);
        ChannelFuture connecting = bootstrap(reader).connect(address);
        Channel channel = connecting.channel();
        reader.whenClosed(() -> {
            calls--;
            channel.close();
        });
        reader.whenReadyChanges(() -> channel.config().setAutoRead(reader.ready()));
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                channel.writeAndFlush(call);
            } else {
                call.release();
                RelayedReply.unreachable(reader);
            }
        });
    }

    private static DefaultFullHttpRequest call(AdminRequest request, InetSocketAddress address) {
        byte[] body = request.bytes();
        var call =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, PATH, Unpooled.wrappedBuffer(body));
        call.headers()
                .set(HttpHeaderNames.HOST, address.getHostString() + ":" + address.getPort())
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

    /** A front on all addresses is reached on this machine's own. */
    private static InetSocketAddress reachable(InetSocketAddress address) {
        return address.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort())
                : address;
    }

    private Bootstrap bootstrap(AdminStream reader) {
        boolean epoll =
                Epoll.isAvailable() && reader.loop() instanceof IoEventLoop loop && loop.isIoType(EpollIoHandler.class);
        return new Bootstrap()
                .group(reader.loop())
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (tls != null) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                        }
                        channel.pipeline().addLast(new HttpClientCodec()).addLast(new RelayedReply(reader));
                    }
                });
    }
}
