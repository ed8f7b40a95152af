package dev.pointsman.server.transport;

import dev.pointsman.telemetry.GatewayMetrics;
import java.util.concurrent.atomic.LongAdder;

/** How many connections are open and idle, and how many calls wait for one, over all loops. Written by every loop. */
final class ConnectionCounts {
    private final GatewayMetrics metrics;
    private final LongAdder open = new LongAdder();
    private final LongAdder idle = new LongAdder();
    private final LongAdder waiting = new LongAdder();

    ConnectionCounts(GatewayMetrics metrics) {
        this.metrics = metrics;
    }

    void open(int change) {
        open.add(change);
        metrics.upstreamConnections(change);
    }

    void idle(int change) {
        idle.add(change);
    }

    void waiting(int change) {
        waiting.add(change);
        metrics.upstreamWaiting(change);
    }

    long open() {
        return open.sum();
    }

    long idle() {
        return idle.sum();
    }

    long waiting() {
        return waiting.sum();
    }
}
