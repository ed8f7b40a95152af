package dev.pointsman.e2e.soak;

import dev.pointsman.e2e.peers.Footprint;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import javax.management.JMException;

/** What the process held after each round, while nothing was under way. */
final class Levels {
    private static final long DIRECT_NOISE = 4L << 20;

    /** @param connections pooled ones to the provider: this process holds both ends, and a thread and timers for each */
    record Level(Footprint footprint, int threads, long timers, int connections) {}

    private final List<Level> levels = new ArrayList<>();

    void measure(int connections) throws JMException, ClassNotFoundException {
        Footprint footprint = Footprint.now();
        long timers = Footprint.reachable(Class.forName("io.netty.util.concurrent.ScheduledFutureTask"));
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        levels.add(new Level(footprint, threads, timers, connections));
    }

    int rounds() {
        return levels.size();
    }

    /** What grew from the first third of the rounds to the last, beyond what moves anyhow; nothing, where all is well. */
    List<String> growth(long heapNoise) {
        List<String> grown = new ArrayList<>();
        compare(grown, "heap after a collection", each -> each.footprint().heapBytes(), heapNoise);
        compare(grown, "direct memory", each -> each.footprint().directBytes(), DIRECT_NOISE);
        compare(grown, "descriptors", each -> each.footprint().descriptors() - 2L * each.connections(), 8);
        compare(grown, "threads", each -> each.threads() - each.connections(), 6);
        compare(grown, "timers", each -> each.timers() - each.connections(), 8);
        return grown;
    }

    /** First third and last, for people. */
    @Override
    public String toString() {
        return "heap " + both(each -> each.footprint().heapBytes()) + ", direct memory "
                + both(each -> each.footprint().directBytes()) + ", descriptors "
                + both(each -> each.footprint().descriptors()) + ", threads " + both(Level::threads) + ", timers "
                + both(Level::timers) + ", pooled connections " + both(Level::connections);
    }

    private void compare(List<String> grown, String what, ToLongFunction<Level> value, long noise) {
        long first = median(0, value);
        long last = median(levels.size() - third(), value);
        if (last > first + noise) {
            grown.add(what + ": " + first + " in the first third, " + last + " in the last");
        }
    }

    private String both(ToLongFunction<Level> value) {
        return median(0, value) + " → " + median(levels.size() - third(), value);
    }

    private int third() {
        return Math.max(1, levels.size() / 3);
    }

    private long median(int from, ToLongFunction<Level> value) {
        long[] sorted = levels.subList(from, from + third()).stream()
                .mapToLong(value)
                .sorted()
                .toArray();
        return sorted[sorted.length / 2];
    }
}
