package dev.pointsman.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * A request that would go elsewhere.
 *
 * @param id of its decision
 * @param atMillis since 1970
 * @param toRule rule that would end it; "" where none would
 * @param costNanos expected after less expected before; 0 where not known
 * @param quality expected after less expected before, -1..1; 0 where not known
 */
public record Changed(
        String id,
        long atMillis,
        String from,
        String to,
        String fromRule,
        String toRule,
        double costNanos,
        double quality) {
    /** The most changed of many, in bounded memory. */
    static final class Most {
        static final int SHOWN = 20;

        private final PriorityQueue<Changed> byCost = queue(changed -> Math.abs(changed.costNanos));
        private final PriorityQueue<Changed> byQuality = queue(changed -> Math.abs(changed.quality));

        private static PriorityQueue<Changed> queue(ToDoubleFunction<Changed> size) {
            return new PriorityQueue<>(Comparator.comparingDouble(size).thenComparing(Changed::id));
        }

        void add(Changed changed) {
            add(byCost, changed);
            add(byQuality, changed);
        }

        private static void add(PriorityQueue<Changed> queue, Changed changed) {
            queue.add(changed);
            if (queue.size() > SHOWN) {
                queue.remove();
            }
        }

        /** By turns the largest change of cost and of quality. */
        List<Changed> all() {
            List<Changed> costs = sorted(byCost);
            List<Changed> qualities = sorted(byQuality);
            Set<Changed> most = new LinkedHashSet<>();
            for (int i = 0; i < costs.size(); i++) {
                most.add(costs.get(i));
                most.add(qualities.get(i));
            }
            return most.stream().limit(SHOWN).toList();
        }

        private static List<Changed> sorted(PriorityQueue<Changed> queue) {
            List<Changed> sorted = new ArrayList<>(queue);
            sorted.sort(queue.comparator().reversed());
            return sorted;
        }
    }
}
