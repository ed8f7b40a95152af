package dev.pointsman.server.transport;

import dev.pointsman.provider.Transport;
import dev.pointsman.provider.UpstreamRequest;
import dev.pointsman.telemetry.GatewayMetrics;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The way out over sockets: HTTP/1.1 with keep-alive, HTTP/2 where TLS negotiates it. A call stays on the event loop it came on: each loop
 * has its own connections, so nothing here is shared between threads but counters.
 *
 * <p>Thread-safe as a whole; {@link #send} must be called on the loop it is given, a Netty {@link EventLoop}.
 */
public final class NettyTransport implements Transport, AutoCloseable {
    private static final int LOOKUPS_WAITING = 256;

    private final TransportSettings settings;
    private final LongSupplier nanoTime;
    private final AddressBook.Lookup lookup;
    private final ConnectionCounts counts;
    private final ThreadPoolExecutor workers;
    private final ClientTls tls;
    private final Map<ScheduledExecutorService, LoopConnections> loops = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** @throws IllegalArgumentException where the file of trusted certificates cannot be read */
    public NettyTransport(TransportSettings settings, GatewayMetrics metrics) {
        this(settings, metrics, System::nanoTime, InetAddress::getAllByName);
    }

    NettyTransport(
            TransportSettings settings, GatewayMetrics metrics, LongSupplier nanoTime, AddressBook.Lookup lookup) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.lookup = lookup;
        this.counts = new ConnectionCounts(metrics);
        this.workers = new ThreadPoolExecutor(
                4,
                4,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(LOOKUPS_WAITING),
                new DefaultThreadFactory("lookup", true));
        workers.allowCoreThreadTimeOut(true);
        this.tls = new ClientTls(settings.trusted(), workers);
    }

    @Override
    public Call send(UpstreamRequest request, Listener listener, ScheduledExecutorService loop) {
        LoopConnections own = loops.get(loop);
        return (own == null ? connectionsOf(loop) : own).send(request, listener);
    }

    private LoopConnections connectionsOf(ScheduledExecutorService loop) {
        if (!(loop instanceof EventLoop eventLoop)) {
            throw new IllegalArgumentException("loop: " + loop.getClass() + " (expected: a Netty event loop)");
        }
        LoopConnections made = loops.computeIfAbsent(
                loop,
                key -> new LoopConnections(
                        eventLoop,
                        settings,
                        counts,
                        nanoTime,
                        tls,
                        new AddressBook(eventLoop, workers, lookup, nanoTime)));
        if (closed) {
            made.close();
        }
        return made;
    }

    /** Open connections to providers, idle ones included. */
    public long openConnections() {
        return counts.open();
    }

    /** Connections that carry no call. */
    public long idleConnections() {
        return counts.idle();
    }

    /** Calls that wait for a connection. */
    public long waitingCalls() {
        return counts.waiting();
    }

    /** Closes what is idle and fails what waits; calls under way finish, then their connections close. Takes no new calls. */
    @Override
    public void close() {
        closed = true;
        loops.forEach((loop, connections) -> {
            if (!loop.isShutdown()) {
                loop.execute(connections::close);
            }
        });
        workers.shutdown();
    }

    /** What the transport holds on that loop. */
    LoopConnections on(EventLoop loop) {
        return connectionsOf(loop);
    }
}
