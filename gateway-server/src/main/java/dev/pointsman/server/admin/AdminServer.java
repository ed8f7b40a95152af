package dev.pointsman.server.admin;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The operator's listener, apart from the clients' and with a loop of its own: {@code GET /health/live}, {@code /health/ready},
 * {@code /metrics}. Pages are made when asked for.
 */
public final class AdminServer {
    private static final int MOST_BODY_BYTES = 64 * 1024;
    private static final int IDLE_SECONDS = 60;

    private final Map<String, Supplier<AdminPage>> pages;
    private final EventLoopGroup loop;
    private Channel listening;

    /**
     * A listener that is not yet bound.
     *
     * @param pages path to what makes its page
     * @param loop one thread of its own; closed by the caller
     */
    @SuppressWarnings("NullAway.Init") // bound by start, before anything else
    public AdminServer(Map<String, Supplier<AdminPage>> pages, EventLoopGroup loop) {
        this.pages = Map.copyOf(pages);
        this.loop = loop;
    }

    /** The kind of listener that goes with a group of loops. */
    private static Class<? extends ServerChannel> channelType(EventLoopGroup loop) {
        boolean epoll = loop instanceof IoEventLoopGroup group && group.isIoType(EpollIoHandler.class);
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /** Binds; gives the address, with the real port where 0 was asked for. Fails with the reason where the port is taken. */
    public InetSocketAddress start(InetSocketAddress address) throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop)
                .channel(channelType(loop))
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new IdleStateHandler(0, 0, IDLE_SECONDS))
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(MOST_BODY_BYTES, true))
                                .addLast(new AdminHandler(pages));
                    }
                });
        var bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot listen on " + address.getHostString() + ":" + address.getPort()
                    + " (server.admin): " + bound.cause().getMessage());
        }
        listening = bound.channel();
        return (InetSocketAddress) listening.localAddress();
    }

    /** Stops accepting; open connections end with the loop. */
    public void stop() {
        listening.close().awaitUninterruptibly();
    }
}
