package dev.pointsman.e2e.peers;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

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

    /** How many objects of exactly that class this process can still reach, by the virtual machine's own count after a collection. */
    public static long reachable(Class<?> type) throws JMException {
        String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {null},
                        new String[] {String[].class.getName()});
        var line = Pattern.compile(
                        "^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+" + Pattern.quote(type.getName()) + "(?: |$)",
                        Pattern.MULTILINE)
                .matcher(histogram);
        return line.find() ? Long.parseLong(line.group(1)) : 0;
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
