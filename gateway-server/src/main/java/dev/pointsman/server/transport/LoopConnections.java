package dev.pointsman.server.transport;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.provider.Target;
import dev.pointsman.provider.Transport;
import dev.pointsman.provider.UpstreamRequest;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** All connections of one event loop, a pool for each target. Confined to that loop. */
final class LoopConnections {
    private static final long SWEEP_SECONDS = 5;

    private final EventLoop loop;
    private final TransportSettings settings;
    private final ConnectionCounts counts;
    private final LongSupplier nanoTime;
    private final ClientTls tls;
    private final AddressBook addresses;
    private final RequestHead head;
    private final Map<Target, ConnectionPool> pools = new HashMap<>();
    private final Gathered.Lender lender = new Gathered.Lender();
    private @Nullable Future<?> sweeping;
    private boolean closed;

    LoopConnections(
            EventLoop loop,
            TransportSettings settings,
            ConnectionCounts counts,
            LongSupplier nanoTime,
            ClientTls tls,
            AddressBook addresses) {
        this.loop = loop;
        this.settings = settings;
        this.counts = counts;
        this.nanoTime = nanoTime;
        this.tls = tls;
        this.addresses = addresses;
        this.head = new RequestHead(settings.userAgent());
    }

    Transport.Call send(UpstreamRequest request, Transport.Listener listener) {
        if (!loop.inEventLoop()) {
            throw new IllegalStateException("send was called off its event loop");
        }
        ConnectionPool pool = pools.get(request.target());
        if (pool == null) {
            pool = new ConnectionPool(request.target(), this);
            pools.put(request.target(), pool);
        }
        UpstreamCall call = new UpstreamCall(request, listener, pool);
        if (closed) {
            call.failLater(new GatewayException(ErrorKind.SHUTTING_DOWN, "the gateway is shutting down"));
        } else {
            pool.acquire(call);
        }
        return call;
    }

    Gathered.Lender lender() {
        return lender;
    }

    EventLoop loop() {
        return loop;
    }

    TransportSettings settings() {
        return settings;
    }

    ConnectionCounts counts() {
        return counts;
    }

    ClientTls tls() {
        return tls;
    }

    AddressBook addresses() {
        return addresses;
    }

    /** Encodes heads; its buffer is used by one connection at a time. */
    RequestHead head() {
        return head;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    boolean closed() {
        return closed;
    }

    /** A connection was opened: idle ones will have to be looked after. */
    void opened() {
        if (sweeping == null && !closed) {
            sweeping = loop.schedule(this::sweepAgain, SWEEP_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void sweepAgain() {
        sweeping = null;
        sweep();
        if (!pools.isEmpty()) {
            opened();
        }
    }

    /** Closes what was idle for too long; forgets targets that nobody calls any more. */
    void sweep() {
        pools.values().removeIf(ConnectionPool::sweep);
    }

    /** Closes what is idle, fails what waits; what is under way closes when it has ended. */
    void close() {
        closed = true;
        if (sweeping != null) {
            sweeping.cancel(false);
        }
        pools.values().forEach(ConnectionPool::close);
    }
}
