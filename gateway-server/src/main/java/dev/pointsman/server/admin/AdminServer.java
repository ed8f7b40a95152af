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
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The operator's listener, apart from the clients' and with a loop of its own: health, metrics, and the admin API. Answers are made when asked for;
 * what may block on files runs on one worker thread, for which at most {@value #MOST_WAITING} requests wait, and what takes seconds on another, for which
 * at most {@value #MOST_SLOW} do.
 */
public final class AdminServer {
    private static final int MOST_BODY_BYTES = 2 * 1024 * 1024;
    private static final int MOST_WAITING = 64;
    private static final int MOST_SLOW = 8;
    private static final int IDLE_SECONDS = 60;

    private final List<AdminRoute> routes;
    private final AdminAccess access;
    private final EventLoopGroup loop;
    private final ThreadPoolExecutor worker = thread("pointsman-admin", MOST_WAITING);
    private final ThreadPoolExecutor slow = thread("pointsman-admin-slow", MOST_SLOW);
    private Channel listening;

    /**
     * A listener that is not yet bound.
     *
     * @param loop one thread of its own; closed by the caller
     */
    @SuppressWarnings("NullAway.Init") // bound by start, before anything else
    public AdminServer(List<AdminRoute> routes, AdminAccess access, EventLoopGroup loop) {
        this.routes = List.copyOf(routes);
        this.access = access;
        this.loop = loop;
    }

    private static ThreadPoolExecutor thread(String name, int waiting) {
        return new ThreadPoolExecutor(0, 1, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** The kind of listener that goes with a group of loops. */
    private static Class<? extends ServerChannel> channelType(EventLoopGroup loop) {
        boolean epoll = loop instanceof IoEventLoopGroup group && group.isIoType(EpollIoHandler.class);
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /** Binds; gives the address, with the real port where 0 was asked for. Fails with the reason where the port is taken. */
    public InetSocketAddress start(InetSocketAddress address) throws IOException {
        Map<AdminRoute.Pace, Executor> workers = Map.of(AdminRoute.Pace.BLOCKING, worker, AdminRoute.Pace.SLOW, slow);
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
                                .addLast(new AdminGate(access))
                                .addLast(new BodyLimit(MOST_BODY_BYTES))
                                .addLast(new AdminHandler(routes, access, workers));
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
        worker.shutdownNow();
        slow.shutdownNow();
    }
}
