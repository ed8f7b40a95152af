package dev.pointsman.server.http;

import dev.pointsman.api.Body;
import dev.pointsman.flow.FilterChain;
import dev.pointsman.server.buffers.Room;
import dev.pointsman.telemetry.GatewayMetrics;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listener of the gateway: takes clients' connections on the loops given to it and hands each request to the current chain.
 * {@code start} once, then {@code stop} once; the loops stay the caller's.
 */
public final class FrontServer {
    private static final Logger LOG = LoggerFactory.getLogger(FrontServer.class);
    private static final int WORKERS = 2;
    private static final int WAITING_FOR_WORKERS = 64;
    private static final int BACKLOG = 4096;
    private static final int TLS_CHECK_SECONDS = 10;
    /** For the last words of what is under way when the grace is over. */
    private static final Duration FAREWELL = Duration.ofMillis(500);

    private final FrontSettings settings;
    private final EventLoopGroup group;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final ThreadPoolExecutor worker;
    private final FrontLoop.Shared shared;
    private final Map<EventLoop, FrontLoop> loops = new HashMap<>();
    private @Nullable FrontPipeline pipeline;
    private @Nullable FrontPipeline clear;
    private @Nullable Channel listener;
    private @Nullable TlsContexts contexts;
    private @Nullable Future<?> tlsChecks;

    /**
     * A front not yet listening.
     *
     * @param chain asked for each request; gives the chain of the policy in force
     * @param budget of all bodies
     */
    public FrontServer(
            FrontSettings settings,
            Supplier<FilterChain> chain,
            EventLoopGroup loops,
            GatewayMetrics metrics,
            Body.Budget budget) {
        this(settings, chain, loops, metrics, budget, System::nanoTime, Clock.systemUTC());
    }

    /**
     * The same with clocks of its own.
     *
     * @param nanoTime monotonic clock of all deadlines
     * @param wallClock for {@code Date} headers
     */
    FrontServer(
            FrontSettings settings,
            Supplier<FilterChain> chain,
            EventLoopGroup loops,
            GatewayMetrics metrics,
            Body.Budget budget,
            LongSupplier nanoTime,
            Clock wallClock) {
        Room.setAside();
        this.settings = settings;
        this.group = loops;
        this.worker = new ThreadPoolExecutor(
                WORKERS,
                WORKERS,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_FOR_WORKERS),
                new DefaultThreadFactory("front-worker", true));
        this.worker.allowCoreThreadTimeOut(true);
        this.shared = new FrontLoop.Shared(
                settings, chain, metrics, budget, nanoTime, wallClock, worker, new AtomicBoolean());
    }

    /** Event loops of the best kind present: native epoll, else NIO. */
    public static EventLoopGroup loops(int threads) {
        return new MultiThreadIoEventLoopGroup(
                threads,
                new DefaultThreadFactory("loop"),
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    /**
     * Listens; returns the address in use. Waits for the bind, so not for a loop's thread.
     *
     * @throws IOException with a message for the operator: the address is taken, TLS files that cannot be used
     */
    public InetSocketAddress start() throws IOException {
        FrontSettings.Tls files = settings.tls();
        TlsContexts tls = files == null ? null : new TlsContexts(files, settings.http2());
        for (EventExecutor each : group) {
            EventLoop loop = (EventLoop) each;
            loops.put(loop, new FrontLoop(shared, loop));
        }
        FrontPipeline setup = new FrontPipeline(settings, loops, connections, tls);
        pipeline = setup;
        clear = tls == null ? setup : new FrontPipeline(settings, loops, connections, null);
        ChannelFuture bound = bootstrap(setup).bind(settings.address()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            release();
            throw new IOException(
                    "cannot listen on " + settings.address() + ": "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        listener = bound.channel();
        if (tls != null) {
            contexts = tls;
            tlsChecks = group.next()
                    .scheduleAtFixedRate(
                            () -> onWorker(tls::refresh), TLS_CHECK_SECONDS, TLS_CHECK_SECONDS, TimeUnit.SECONDS);
        }
        return (InetSocketAddress) bound.channel().localAddress();
    }

    private ServerBootstrap bootstrap(ChannelHandler setup) {
        boolean epoll = group instanceof IoEventLoopGroup io && io.isIoType(EpollIoHandler.class);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(32 << 10, 64 << 10))
                .handler(new AcceptPause(shared.nanoTime()))
                .childHandler(setup);
        if (epoll) {
            bootstrap.childOption(EpollChannelOption.TCP_USER_TIMEOUT, 30_000);
        }
        return bootstrap;
    }

    /**
     * Opens a way in for this process, in clear text and without a client's certificate: one connection from that port of this machine is taken, at the
     * address of loopback that the future's channel has. Then, or when that channel is closed, nothing listens there any more.
     *
     * @param peer where the connection will come from; held by the caller until then
     * @throws IllegalStateException when it has not started
     */
    public ChannelFuture admit(InetSocketAddress peer) {
        FrontPipeline within = clear;
        if (within == null) {
            throw new IllegalStateException("the front has not started");
        }
        return bootstrap(new Passage(peer, within)).bind(InetAddress.getLoopbackAddress(), 0);
    }

    private void onWorker(Runnable task) {
        try {
            worker.execute(task);
        } catch (RejectedExecutionException busy) {
            LOG.debug("the workers are busy; the TLS files are looked at next time");
        }
    }

    /** Reads the TLS files now if they changed, and not only at the next look. Blocks. */
    void refreshTls() {
        TlsContexts tls = contexts;
        if (tls != null) {
            tls.refresh();
        }
    }

    /** Bytes of bodies held at the moment. */
    public long bufferedBytes() {
        return shared.budget().used();
    }

    /** Connections open at the moment. */
    public int openConnections() {
        return connections.size();
    }

    /**
     * Stops: nothing new is accepted, idle connections close, requests under way are finished; what is left after {@code grace} fails, and
     * is cut where its client does not take even that.
     * The future completes when the last connection is closed.
     */
    public CompletableFuture<Void> stop(Duration grace) {
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        Channel listening = listener;
        FrontPipeline setup = pipeline;
        if (listening == null || setup == null) {
            stopped.complete(null);
            return stopped;
        }
        shared.stopping().set(true);
        listening.close().addListener(closed -> drain(grace, stopped));
        return stopped;
    }

    private void drain(Duration grace, CompletableFuture<Void> stopped) {
        EventLoop clock = group.next();
        Future<?> told = clock.schedule(this::failUnderWay, grace.toNanos(), TimeUnit.NANOSECONDS);
        Future<?> force = clock.schedule(
                () -> connections.forEach(FrontServer::cut),
                grace.plus(FAREWELL).toNanos(),
                TimeUnit.NANOSECONDS);
        connections.newCloseFuture().addListener(done -> {
            told.cancel(false);
            force.cancel(false);
            release();
            stopped.complete(null);
        });
        for (Channel each : connections) {
            each.eventLoop().execute(() -> each.pipeline().fireUserEventTriggered(FrontPipeline.DRAIN));
        }
    }

    private void failUnderWay() {
        loops.forEach((loop, front) -> loop.execute(front.deadlines()::stop));
    }

    /**
     * Tells of an error that ends a connection or a stream: aloud, unless the client's connection broke, or what it sent is no TLS or no HTTP/2.
     * Decoders wrap whatever fails in them, our own defects too. Of many at a time one a second is told, and how many were not.
     */
    static void logEnd(FrontLoop front, Logger log, String what, Throwable cause) {
        if (cause instanceof IOException
                || (cause instanceof DecoderException && cause.getCause() instanceof IOException)
                || Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
            log.debug("{} after an error", what, cause);
            return;
        }
        long before = front.lines().pass(front.deadlines().now());
        if (before < 0) {
            return;
        }
        String more = before == 0 ? "" : " (and " + before + " before it)";
        if (cause instanceof OutOfMemoryError) {
            log.warn("{}{}: {}", what, more, cause.getMessage());
        } else {
            log.warn("{} after an error{}", what, more, cause);
        }
    }

    /** Closes the transport itself, past TLS and HTTP/2, which would wait for their peers. */
    static void cut(Channel channel) {
        channel.eventLoop().execute(() -> {
            ChannelHandlerContext first = channel.pipeline().firstContext();
            if (first == null) {
                channel.close();
            } else {
                first.close();
            }
        });
    }

    private void release() {
        loops.values().forEach(FrontLoop::stop);
        Future<?> checks = tlsChecks;
        if (checks != null) {
            checks.cancel(false);
        }
        worker.shutdown();
    }
}
