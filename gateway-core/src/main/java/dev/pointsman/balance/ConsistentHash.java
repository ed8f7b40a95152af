package dev.pointsman.balance;

import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Deployment;
import java.util.ArrayList;
import java.util.List;

/**
 * The same deployment for the same key, as far as its load allows: consistent hashing with bounded loads.
 *
 * <p>Each deployment scores a key by {@code −weight / ln(u)}, u in (0, 1) being made of the hashes of both: the highest score comes first
 * (weighted rendezvous hashing: Thaler and Ravishankar 1998; weights: Schindelhauer and Schomaker 2005). So shares follow weights, and when a
 * deployment comes or goes only keys that it wins or held move. The others follow by score: they are where those keys would go.
 *
 * <p>A deployment takes at most {@code ⌈load · weight / all weights · (calls under way + 1)⌉} calls at a time, and {@value #FREE} in any case:
 * beyond that the key goes to the next in its order (Mirrokni, Thorup, Zadimoghaddam, "Consistent hashing with bounded loads", 2017). The
 * floor keeps a conversation with two calls at a time in its place while the gateway has nothing else to do. A weight of 0 takes nothing.
 */
final class ConsistentHash implements LoadBalancer {
    /** Calls at a time that are no load. */
    static final int FREE = 2;

    private final Members members;
    private final Balance.Hashing hashing;
    private final long[] hashes;

    ConsistentHash(List<Deployment> deployments, Balance.Hashing hashing, DeploymentStats stats) {
        this.members = new Members(deployments, stats);
        this.hashing = hashing;
        this.hashes = new long[members.size()];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = RequestHash.of(members.deployment(i).id());
        }
    }

    @Override
    public List<Deployment> order(List<Deployment> eligible, Pick pick) {
        int size = eligible.size();
        if (size == 1 && eligible.get(0).weight() > 0) {
            return eligible;
        }
        long key = RequestHash.of(pick, hashing.by());
        double[] costs = new double[size];
        int[] inflight = new int[size];
        long calls = 1;
        double weights = 0;
        for (int i = 0; i < size; i++) {
            int index = members.index(eligible.get(i));
            int weight = eligible.get(i).weight();
            inflight[i] = weight > 0 ? members.load(index).inflight() : 0;
            calls += inflight[i];
            weights += weight;
            costs[i] = weight > 0 ? cost(key ^ hashes[index], weight) : Double.NEGATIVE_INFINITY;
        }
        int first = first(eligible, costs, inflight, hashing.load() * calls / weights);
        List<Deployment> order = new ArrayList<>(size);
        if (first >= 0) {
            order.add(eligible.get(first));
            costs[first] = Double.NEGATIVE_INFINITY;
        }
        Rotation.addRising(order, eligible, costs);
        return order;
    }

    /** The score, less being better: {@code ln(u) / −weight}, which is above 0. */
    private static double cost(long hash, int weight) {
        double unit = ((RequestHash.mix(hash) >>> 11) + 0.5) * 0x1.0p-53;
        return Math.log(unit) / -weight;
    }

    /** The best that has room; the best of all where none has, which cannot be as long as the load factor is 1 at least; -1 where there is none. */
    private static int first(List<Deployment> eligible, double[] costs, int[] inflight, double callsPerWeight) {
        int best = -1;
        int free = -1;
        for (int i = 0; i < costs.length; i++) {
            if (costs[i] == Double.NEGATIVE_INFINITY) {
                continue;
            }
            if (best < 0 || costs[i] < costs[best]) {
                best = i;
            }
            double room =
                    Math.max(FREE, Math.ceil(callsPerWeight * eligible.get(i).weight()));
            if (inflight[i] < room && (free < 0 || costs[i] < costs[free])) {
                free = i;
            }
        }
        return free >= 0 ? free : best;
    }
}
