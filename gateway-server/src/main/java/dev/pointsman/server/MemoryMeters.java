package dev.pointsman.server;

import dev.pointsman.telemetry.GatewayMetrics;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/** Gauges of the process's memory: the heap, and the direct memory of Netty's buffers. */
final class MemoryMeters {
    private MemoryMeters() {}

    static void register(GatewayMetrics metrics) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        metrics.watch(
                "pointsman.memory.heap.used",
                "Bytes of the heap in use",
                () -> memory.getHeapMemoryUsage().getUsed());
        metrics.watch(
                "pointsman.memory.direct.used",
                "Bytes of direct memory that Netty holds",
                PlatformDependent::usedDirectMemory);
    }
}
