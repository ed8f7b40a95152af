package dev.pointsman.balance;

import dev.pointsman.catalog.Deployment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The faster of two deployments drawn at random (power of two choices: Mitzenmacher 2001), by the time that the answer is expected to take
 * there and by the calls already under way:
 *
 * <pre>cost = (first + each · reply tokens) · (inflight + 1) · max(1, overdue)</pre>
 *
 * where {@code first} and {@code each} are the peak-sensitive averages ({@link Peak}) of the time to the first output and of each further
 * token; for an answer that is no stream {@code first} is all of it. {@code overdue} tells how late the calls are that wait for their first
 * output ({@link Figures.Calls#waitedMillis}): a deployment that hangs is not forgotten. A deployment of which nothing is known costs nothing while it is idle,
 * so that it is tried, and more than any other while a call is under way, so that it is not flooded before its first answer (Finagle does so,
 * too). As averages come down with time, one that was slow is tried again when what it was has faded: ten times slower, after half a minute.
 *
 * <p>Two are drawn, and not simply the best taken, so that several gateways do not all run to the same one. The others follow, cheapest first.
 */
final class PeakLatency implements LoadBalancer {
    /** Milliseconds that no expected answer takes. */
    private static final double UNKNOWN_AND_BUSY = 1e12;
    /** Calls that wait for so many times the usual are late: of times that vary, those that wait are the long ones, twice as long as usual. */
    private static final double LATE = 2;

    private final Members members;
    private final LongSupplier nanoTime;

    PeakLatency(List<Deployment> deployments, DeploymentStats stats) {
        this.members = new Members(deployments, stats);
        this.nanoTime = stats.clock();
    }

    @Override
    public List<Deployment> order(List<Deployment> eligible, Pick pick) {
        int size = eligible.size();
        if (size < 2) {
            return eligible;
        }
        long now = nanoTime.getAsLong();
        double[] costs = new double[size];
        for (int i = 0; i < size; i++) {
            costs[i] = cost(members.load(members.index(eligible.get(i))), pick, now);
        }
        double place = pick.draw() * size;
        int one = Math.min((int) place, size - 1);
        int other = Math.min((int) ((place - one) * (size - 1)), size - 2);
        other += other >= one ? 1 : 0;
        int first = costs[other] < costs[one] ? other : one;
        List<Deployment> order = new ArrayList<>(size);
        order.add(eligible.get(first));
        costs[first] = Double.NEGATIVE_INFINITY;
        Rotation.addRising(order, eligible, costs);
        return order;
    }

    private static double cost(DeploymentStats.Load load, Pick pick, long now) {
        Figures figures = load.figures();
        int inflight = figures.calls().inflight();
        double expected = pick.stream()
                ? figures.firstToken().peak().at(now)
                        + known(figures.outputToken().peak().at(now)) * pick.replyTokens()
                : figures.whole().peak().at(now);
        if (Double.isNaN(expected)) {
            return inflight * UNKNOWN_AND_BUSY;
        }
        double overdue =
                load.waitedMillis(figures, now) / (LATE * figures.heard().mean());
        return expected * (inflight + 1) * (overdue > 1 ? overdue : 1);
    }

    private static double known(double value) {
        return Double.isNaN(value) ? 0 : value;
    }
}
