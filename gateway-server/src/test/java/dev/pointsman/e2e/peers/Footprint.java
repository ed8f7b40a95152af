package dev.pointsman.e2e.peers;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;

/**
 * What this process holds now, after a collection.
 *
 * @param descriptors open file descriptors
 * @param directBytes memory outside the heap that Netty's allocator holds
 * @param heapBytes used heap
 */
public record Footprint(long descriptors, long directBytes, long heapBytes) {
    public static Footprint now() {
        long heap = Long.MAX_VALUE;
        // a collection may leave what a reference queue is still to hand out: the least of a few is what is held
        for (int i = 0; i < 3; i++) {
            System.gc();
            heap = Math.min(
                    heap,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return new Footprint(openDescriptors(), directMemory(), heap);
    }

    private static long openDescriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }

    private static long directMemory() {
        long counted = Math.max(0, PlatformDependent.usedDirectMemory());
        return ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider metered
                ? Math.max(counted, metered.metric().usedDirectMemory())
                : counted;
    }
}
