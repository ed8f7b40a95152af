package dev.pointsman.server.transport;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.provider.Target;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to get a connection: look up the name, try its addresses in turn, shake hands; all within one deadline. Tells its pool the
 * outcome exactly once, never while it is being started.
 */
final class Dial {
    private static final int USER_TIMEOUT_MILLIS = 30_000;

    private final ConnectionPool pool;
    private final Target target;
    private final EventLoop loop;
    private final Duration timeout;
    private List<InetAddress> addresses = List.of();
    private int next;
    private @Nullable Channel channel;
    private @Nullable Future<?> deadline;
    private boolean over;

    Dial(ConnectionPool pool, Duration timeout) {
        this.pool = pool;
        this.target = pool.target();
        this.loop = pool.home().loop();
        this.timeout = timeout;
    }

    /** The host without the brackets of an IPv6 literal. */
    static String hostOf(Target target) {
        String host = target.host();
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    void start() {
        deadline = loop.schedule(
                () -> failed("no connection within the connect timeout", null),
                timeout.toNanos(),
                TimeUnit.NANOSECONDS);
        loop.execute(this::lookUp);
    }

    private void lookUp() {
        pool.home().addresses().find(hostOf(target), new AddressBook.Answer() {
            @Override
            public void addresses(List<InetAddress> found) {
                addresses = found;
                connectNext(null);
            }

            @Override
            public void unknown(Exception cause) {
                failed("the host name is not known", cause);
            }
        });
    }

    private void connectNext(@Nullable Throwable earlier) {
        if (over) {
            return;
        }
        if (next == addresses.size()) {
            failed(reason(earlier), earlier);
            return;
        }
        InetSocketAddress address = new InetSocketAddress(addresses.get(next++), target.port());
        ChannelFuture connecting = bootstrap().connect(address);
        channel = connecting.channel();
        connecting.addListener(done -> {
            if (over) {
                connecting.channel().close();
            } else if (done.isSuccess()) {
                connected(connecting.channel());
            } else {
                connectNext(earlier == null ? done.cause() : earlier);
            }
        });
    }

    private static String reason(@Nullable Throwable cause) {
        return cause instanceof ConnectException refused
                        && String.valueOf(refused.getMessage()).contains("refused")
                ? "the connection was refused"
                : "the host cannot be reached";
    }

    private Bootstrap bootstrap() {
        boolean epoll =
                Epoll.isAvailable() && loop instanceof IoEventLoop ioLoop && ioLoop.isIoType(EpollIoHandler.class);
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .disableResolver()
                .handler(new ChannelInboundHandlerAdapter())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(32 << 10, 64 << 10))
                .option(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(64, 4096, 64 << 10));
        return epoll ? bootstrap.option(EpollChannelOption.TCP_USER_TIMEOUT, USER_TIMEOUT_MILLIS) : bootstrap;
    }

    private void connected(Channel connection) {
        if (target.tls()) {
            pool.home()
                    .tls()
                    .handler(
                            target,
                            connection.alloc(),
                            loop,
                            handler -> shakeHands(connection, handler),
                            problem -> failed("TLS cannot be set up", problem));
        } else {
            standsHttp1(connection);
        }
    }

    private void shakeHands(Channel connection, SslHandler handler) {
        connection.pipeline().addLast(handler, negotiation());
        if (!connection.isActive()) {
            failed("the connection was closed before the TLS handshake", null);
        }
    }

    private ChannelHandler negotiation() {
        return new ApplicationProtocolNegotiationHandler(ApplicationProtocolNames.HTTP_1_1) {
            @Override
            protected void configurePipeline(ChannelHandlerContext context, String protocol) throws Http2Exception {
                if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                    new SharedConnection(pool, Dial.this, context.channel()).install();
                } else {
                    standsHttp1(context.channel());
                }
            }

            @Override
            protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
                failed("the TLS handshake failed: " + tlsReason(cause), cause);
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                failed("the TLS handshake failed: " + tlsReason(cause), cause);
            }
        };
    }

    /** The innermost message: the outer ones only say that something went wrong. */
    private static String tlsReason(Throwable cause) {
        Throwable innermost = cause;
        for (int depth = 0; depth < 8 && innermost.getCause() != null; depth++) {
            innermost = innermost.getCause();
        }
        String message = innermost.getMessage();
        return message == null ? innermost.getClass().getSimpleName() : message;
    }

    private void standsHttp1(Channel connection) {
        if (stands()) {
            UpstreamHandler handler = new UpstreamHandler(pool, connection);
            handler.install();
            pool.dialed(handler);
        } else {
            connection.close();
        }
    }

    /** Ends the dial well; false where it had failed before. */
    boolean stands() {
        if (over) {
            return false;
        }
        finish();
        return true;
    }

    private void failed(String what, @Nullable Throwable cause) {
        failed(new GatewayException(
                ErrorKind.UPSTREAM_CONNECT,
                pool.name() + ": " + (cause instanceof UnknownHostException ? "the host name is not known" : what),
                cause));
    }

    void failed(GatewayException error) {
        if (over) {
            return;
        }
        finish();
        if (channel != null) {
            channel.close();
        }
        pool.dialFailed(error);
    }

    private void finish() {
        over = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
    }
}
