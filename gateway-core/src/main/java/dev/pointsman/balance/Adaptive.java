package dev.pointsman.balance;

import dev.pointsman.catalog.Deployment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Each deployment as often as its weight says, drawn by the exchange's random number, where weights follow what is seen of errors, times and
 * rate limits: {@link AdaptiveWeights} has the formula. The others follow, the heaviest first. A configured weight of 0 takes nothing.
 *
 * <p>Weights are worked out again when they are a tenth of a second old, by whichever loop picks then; one volatile reference holds the newest.
 */
final class Adaptive implements LoadBalancer {
    private static final long OLD_NANOS = 100_000_000L;

    private final Members members;
    private final LongSupplier nanoTime;
    private volatile AdaptiveWeights newest;

    Adaptive(List<Deployment> deployments, DeploymentStats stats) {
        this.members = new Members(deployments, stats);
        this.nanoTime = stats.clock();
        this.newest = AdaptiveWeights.initial(members, nanoTime.getAsLong());
    }

    @Override
    public List<Deployment> order(List<Deployment> eligible, Pick pick) {
        AdaptiveWeights weights = current();
        int size = eligible.size();
        double[] costs = new double[size];
        double sum = 0;
        for (int i = 0; i < size; i++) {
            double weight = weights.of(members.index(eligible.get(i)));
            sum += weight;
            costs[i] = weight > 0 ? -weight : Double.NEGATIVE_INFINITY;
        }
        List<Deployment> order = new ArrayList<>(size);
        if (sum > 0) {
            int first = drawn(costs, pick.draw() * sum);
            order.add(eligible.get(first));
            costs[first] = Double.NEGATIVE_INFINITY;
        }
        Rotation.addRising(order, eligible, costs);
        return order;
    }

    /** The one in whose part of the sum the draw falls; the last that takes traffic where rounding leaves a rest. */
    private static int drawn(double[] costs, double draw) {
        double left = draw;
        int last = 0;
        for (int i = 0; i < costs.length; i++) {
            if (costs[i] != Double.NEGATIVE_INFINITY) {
                last = i;
                left += costs[i];
                if (left < 0) {
                    return i;
                }
            }
        }
        return last;
    }

    private AdaptiveWeights current() {
        AdaptiveWeights seen = newest;
        long now = nanoTime.getAsLong();
        if (now - seen.madeNanos() < OLD_NANOS) {
            return seen;
        }
        AdaptiveWeights next = seen.next(now);
        newest = next; // two loops at once make of the same weights the same but for the moment between them
        return next;
    }
}
