package dev.pointsman.telemetry;

import io.micrometer.core.instrument.MeterRegistry;

/** Every meter of the gateway, by name and tag, in one place. Tag values come from closed sets. Thread-safe; meters are held, not looked up. */
public final class GatewayMetrics {
    private final MeterRegistry registry;

    public GatewayMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    public MeterRegistry registry() {
        return registry;
    }

    /** A client connection opened (+1) or closed (-1). */
    public void clientConnections(int change) {}

    /** Bytes read from clients (on the wire, as far as the pipeline sees them). */
    public void bytesFromClients(long bytes) {}

    public void bytesToClients(long bytes) {}

    /** A connection to a provider opened (+1) or closed (-1). */
    public void upstreamConnections(int change) {}

    /** A call waits for a pooled connection (+1) or no longer does (-1). */
    public void upstreamWaiting(int change) {}
}
