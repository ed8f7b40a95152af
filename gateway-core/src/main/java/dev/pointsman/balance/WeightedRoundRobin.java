package dev.pointsman.balance;

import dev.pointsman.catalog.Deployment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Smooth weighted round robin: in every run of as many requests as the weights sum up to, each deployment is first exactly as often as its
 * weight says, spread evenly. A weight of 0 takes nothing.
 *
 * <p>The order of one whole run is worked out once for each set of eligible deployments that occurs (nginx's smooth algorithm, F. Mudrinić
 * 2012); a request then takes the next position of its set from one atomic counter. So shares are exact without a lock. Sets are kept up
 * to a bound, then forgotten all at once, which restarts their runs.
 */
final class WeightedRoundRobin implements LoadBalancer {
    private static final int MOST_SETS = 256;

    /** One run over a set: positions hold indexes into {@code members}. */
    private static final class Run {
        private final List<Deployment> members;
        private final int[] order;
        private final AtomicInteger next = new AtomicInteger();

        Run(List<Deployment> members) {
            this.members = members;
            this.order = smoothOrder(members);
        }

        List<Deployment> take() {
            if (members.size() < 2) {
                return members;
            }
            int at = next.getAndUpdate(position -> position + 1 == order.length ? 0 : position + 1);
            List<Deployment> taken = new ArrayList<>(members.size());
            for (int i = 0; taken.size() < members.size(); i++) {
                Deployment deployment = members.get(order[(at + i) % order.length]);
                if (!taken.contains(deployment)) {
                    taken.add(deployment);
                }
            }
            return taken;
        }
    }

    private final Run all;
    private final List<Deployment> everything;
    private final Map<List<Deployment>, Run> some = new ConcurrentHashMap<>();

    WeightedRoundRobin(List<Deployment> deployments) {
        everything = List.copyOf(deployments);
        all = run(everything);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the usual case told at once; equal lists give an equal run
    public List<Deployment> order(List<Deployment> eligible, Pick pick) {
        if (eligible == everything) {
            return all.take();
        }
        Run run = some.get(eligible);
        if (run == null) {
            if (some.size() >= MOST_SETS) {
                some.clear();
            }
            run = some.computeIfAbsent(List.copyOf(eligible), WeightedRoundRobin::run);
        }
        return run.take();
    }

    private static Run run(List<Deployment> deployments) {
        return new Run(deployments.stream()
                .filter(deployment -> deployment.weight() > 0)
                .toList());
    }

    /** Each step: every member gains its weight, the largest is taken and loses the sum of all. */
    private static int[] smoothOrder(List<Deployment> members) {
        int[] weights = members.stream().mapToInt(Deployment::weight).toArray();
        int divisor = Arrays.stream(weights).reduce(0, WeightedRoundRobin::greatestCommonDivisor);
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= divisor;
            sum += weights[i];
        }
        int[] order = new int[sum];
        int[] current = new int[weights.length];
        for (int step = 0; step < sum; step++) {
            int best = 0;
            for (int i = 0; i < weights.length; i++) {
                current[i] += weights[i];
                best = current[i] > current[best] ? i : best;
            }
            current[best] -= sum;
            order[step] = best;
        }
        return order;
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
