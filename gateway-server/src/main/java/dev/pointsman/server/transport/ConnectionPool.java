package dev.pointsman.server.transport;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.provider.Target;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Connections of one event loop to one target.
 *
 * <p>A call takes the connection used last (the others grow old and are closed), or waits in a queue of bounded length; for each call that
 * waits a dial is started, within the limit of connections. Whatever comes first, a new connection or one that is given back, takes the
 * first call that waits. Where HTTP/2 may be spoken the first dial tells; until then, and as long as one HTTP/2 connection is being
 * dialed, there is no second dial.
 *
 * <p>Invariant: while a call waits, no HTTP/1.1 connection is idle. Confined to the loop.
 */
final class ConnectionPool {
    private static final int MOST_HTTP2 = 8;

    private enum Protocol {
        UNKNOWN,
        HTTP_1,
        HTTP_2
    }

    private final Target target;
    private final LoopConnections home;
    private final ConnectionCounts counts;
    private final byte[] hostHeader;
    /** Last in, first out. */
    private final ArrayDeque<UpstreamHandler> idle = new ArrayDeque<>();

    private final List<SharedConnection> shared = new ArrayList<>(1);
    private final ArrayDeque<UpstreamCall> waiting = new ArrayDeque<>();
    private Protocol protocol;
    private int open;
    private int dialing;

    ConnectionPool(Target target, LoopConnections home) {
        this.target = target;
        this.home = home;
        this.counts = home.counts();
        this.hostHeader = RequestHead.hostHeader(target);
        this.protocol = target.tls() && target.http2() ? Protocol.UNKNOWN : Protocol.HTTP_1;
    }

    Target target() {
        return target;
    }

    LoopConnections home() {
        return home;
    }

    byte[] hostHeader() {
        return hostHeader;
    }

    /** Gives the call a connection, now or later, or fails it later. */
    void acquire(UpstreamCall call) {
        if (!waiting.isEmpty() || !takeAtHand(call)) {
            if (waiting.size()
                    >= home.settings().waiting()
                            + (atLimit() ? dialing : home.settings().connections())) {
                call.failLater(new GatewayException(
                        ErrorKind.UPSTREAM_CONNECT,
                        name() + ": all connections are busy and " + waiting.size() + " calls wait already"));
                return;
            }
            waiting.addLast(call);
            counts.waiting(1);
            call.waits();
            dialMore();
        }
    }

    /** The connection was closed before it answered: a fresh one is dialed, the call is first in the queue. */
    void acquireFresh(UpstreamCall call) {
        UpstreamHandler oldest = atLimit() ? idle.pollFirst() : null;
        if (oldest != null) {
            counts.idle(-1);
            oldest.close();
        }
        waiting.addFirst(call);
        counts.waiting(1);
        call.waits();
        dialMore();
    }

    /** The call waits no longer. */
    void forget(UpstreamCall call) {
        if (waiting.removeFirstOccurrence(call)) {
            counts.waiting(-1);
        }
    }

    /** Why a call that waited for its whole connect timeout got no connection. */
    GatewayException waitedInVain() {
        return new GatewayException(
                ErrorKind.UPSTREAM_CONNECT,
                dialing > 0
                        ? name() + ": no connection within the connect timeout"
                        : name() + ": all " + open + " connections were busy for the whole connect timeout");
    }

    private boolean takeAtHand(UpstreamCall call) {
        for (int i = 0; i < shared.size(); i++) {
            if (shared.get(i).hasRoom()) {
                shared.get(i).begin(call);
                return true;
            }
        }
        long now = home.now();
        UpstreamHandler latest = idle.pollLast();
        while (latest != null) {
            counts.idle(-1);
            if (latest.usable(now)) {
                latest.begin(call, now);
                return true;
            }
            latest.close();
            latest = idle.pollLast();
        }
        return false;
    }

    private boolean atLimit() {
        int limit = protocol == Protocol.HTTP_2 ? MOST_HTTP2 : home.settings().connections();
        return open + dialing >= limit;
    }

    private void dialMore() {
        int wanted = protocol == Protocol.HTTP_1 ? waiting.size() : Math.min(1, waiting.size());
        while (dialing < wanted && !atLimit() && !home.closed()) {
            UpstreamCall latest = waiting.getLast();
            dialing++;
            new Dial(this, latest.request().connectTimeout()).start();
        }
    }

    /** A new connection stands and speaks HTTP/1.1. */
    void dialed(UpstreamHandler connection) {
        dialing--;
        opened();
        if (protocol != Protocol.HTTP_1) {
            protocol = Protocol.HTTP_1;
        }
        offer(connection);
        dialMore();
    }

    /** A new connection stands and speaks HTTP/2. */
    void dialed(SharedConnection connection) {
        dialing--;
        opened();
        protocol = Protocol.HTTP_2;
        shared.add(connection);
        room(connection);
        dialMore();
    }

    void dialFailed(GatewayException cause) {
        dialing--;
        UpstreamCall first = nextWaiting();
        if (first != null) {
            first.fail(cause);
        }
        dialMore();
    }

    private void opened() {
        open++;
        counts.open(1);
        home.opened();
    }

    /** A connection has ended its exchange in good order and may carry the next. */
    void offer(UpstreamHandler connection) {
        UpstreamCall next = nextWaiting();
        if (next != null) {
            connection.begin(next, home.now());
        } else if (home.closed()) {
            connection.close();
        } else {
            connection.idleSince(home.now());
            idle.addLast(connection);
            counts.idle(1);
        }
    }

    /** A stream of that connection has ended, or its limit was raised. */
    void room(SharedConnection connection) {
        UpstreamCall next = connection.hasRoom() ? nextWaiting() : null;
        while (next != null) {
            connection.begin(next);
            next = connection.hasRoom() ? nextWaiting() : null;
        }
        if (home.closed() && connection.unused()) {
            connection.close();
        }
    }

    private @Nullable UpstreamCall nextWaiting() {
        UpstreamCall next = waiting.pollFirst();
        if (next != null) {
            counts.waiting(-1);
        }
        return next;
    }

    void closed(UpstreamHandler connection) {
        if (idle.removeLastOccurrence(connection)) {
            counts.idle(-1);
        }
        gone();
    }

    void closed(SharedConnection connection) {
        shared.remove(connection);
        gone();
    }

    private void gone() {
        open--;
        counts.open(-1);
        dialMore();
    }

    /** Closes connections idle for too long; whether nothing is left of this pool. */
    boolean sweep() {
        long now = home.now();
        UpstreamHandler oldest = idle.peekFirst();
        while (oldest != null && !oldest.usable(now)) {
            idle.removeFirst();
            counts.idle(-1);
            oldest.close();
            oldest = idle.peekFirst();
        }
        for (SharedConnection connection : List.copyOf(shared)) {
            if (connection.expired(now)) {
                connection.close();
            }
        }
        return open + dialing + waiting.size() == 0;
    }

    void close() {
        UpstreamHandler connection = idle.pollLast();
        while (connection != null) {
            counts.idle(-1);
            connection.close();
            connection = idle.pollLast();
        }
        for (SharedConnection each : List.copyOf(shared)) {
            if (each.unused()) {
                each.close();
            }
        }
        UpstreamCall next = nextWaiting();
        while (next != null) {
            next.fail(new GatewayException(ErrorKind.SHUTTING_DOWN, "the gateway is shutting down"));
            next = nextWaiting();
        }
    }

    /** For messages. */
    String name() {
        return target.host() + ":" + target.port();
    }
}
