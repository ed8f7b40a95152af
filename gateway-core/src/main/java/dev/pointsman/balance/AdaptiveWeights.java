package dev.pointsman.balance;

import java.util.Arrays;

/**
 * What share of the calls each deployment of a model should get, worked out anew from time to time. Immutable.
 *
 * <pre>
 * weight = configured weight · factor          factor falls at once, and rises at most twofold in RISE
 * factor = max(PROBE, slowness^−SPEED · (1 − errors)^TRUST · min(1, headroom / FULL))
 *
 *            e_s·(first + stream) / 2 + e_w·whole + w·waited + 1
 * slowness = ───────────────────────────────────────────────────
 *                            e_s + e_w + w + 1
 * </pre>
 *
 * <ul>
 *   <li>All times are ratios to the least of all deployments. {@code first} is the mean time to the first token of a stream, {@code stream}
 *       that and {@value Pick#REPLY_TOKENS} times the mean time of each further token (so a low throughput counts as slow), {@code whole} the
 *       mean time of an answer that is no stream. {@code e_s} and {@code e_w} are the observations behind them, which fade ({@link Recent}).
 *       The two of a stream are averaged, as the first is known long before the second when a deployment turns slow.
 *   <li>{@code waited} is what the {@code w} calls that wait for their first output tell so far ({@link Figures.Calls#waitedMillis}): it
 *       counts where it is more than the least time, and as at most ten times that. So a slow deployment is seen before its first slow answer
 *       is there, and one that hangs although none ever comes.
 *   <li>The {@code 1}s are one imagined call as fast as the best: a deployment nobody has measured gets its configured share, and one that
 *       was slow turns into one nobody has measured.
 *   <li>SPEED = 3: twice as slow leaves an eighth, three times a twenty-seventh. A deployment that turns ten times slower has lost nine
 *       tenths when the estimate has come to 2.2 times; with 2 it would have to come to 3.2 times, and on the simulated clock took twice as
 *       long at ten requests a second.
 *   <li>TRUST = 4: each failure costs a retry and its time, so half of the calls failing leaves a sixteenth; one in a hundred, 96 %.
 *   <li>FULL = 0.25: limits matter when they come near; from a quarter left on the share falls with what is left.
 *   <li>PROBE = 0.02: what is left of a share in any case: only calls can show that a deployment has recovered.
 *   <li>RISE = 3 s: from PROBE back to the full share takes at least 17 s (slow start), so that a deployment that is just up again is not
 *       thrown down.
 * </ul>
 */
final class AdaptiveWeights {
    private static final double TRUST = 4;
    private static final double FULL = 0.25;
    private static final double PROBE = 0.02;
    private static final double RISE_NANOS = 3e9;
    /** What waits counts as at most so many times slower than the best. */
    private static final double MOST_WAITED = 10;

    private final Members members;
    private final double[] factors;
    private final long madeNanos;

    private AdaptiveWeights(Members members, double[] factors, long madeNanos) {
        this.members = members;
        this.factors = factors;
        this.madeNanos = madeNanos;
    }

    /** The configured weights. */
    static AdaptiveWeights initial(Members members, long nowNanos) {
        double[] factors = new double[members.size()];
        Arrays.fill(factors, 1);
        return new AdaptiveWeights(members, factors, nowNanos);
    }

    long madeNanos() {
        return madeNanos;
    }

    /** Of the deployment with that number among the members; 0 where it takes no traffic. */
    double of(int index) {
        return members.deployment(index).weight() * factors[index];
    }

    /** As it should be now. */
    AdaptiveWeights next(long now) {
        int size = members.size();
        Figures[] figures = new Figures[size];
        for (int i = 0; i < size; i++) {
            figures[i] = members.load(i).figures();
        }
        Best best = new Best(figures);
        double rise = Math.pow(2, Math.max(0, now - madeNanos) / RISE_NANOS);
        double[] next = new double[size];
        for (int i = 0; i < size; i++) {
            double waited = members.load(i).waitedMillis(figures[i], now);
            double slowness = slowness(figures[i], best, waited, now);
            double wanted = factor(
                    slowness, figures[i].errorRateAt(now), members.load(i).headroomAt(now));
            next[i] = Math.max(PROBE, Math.min(wanted, factors[i] * rise));
        }
        return new AdaptiveWeights(members, next, now);
    }

    private static double slowness(Figures its, Best best, double waitedMillis, long now) {
        double sum = 1;
        double evidence = 1;
        double streams = its.firstToken().usual().evidenceAt(now);
        if (streams > 0) {
            double first = ratio(its.firstToken().usual().mean(), best.first);
            double stream = ratio(best.stream(its), best.stream);
            sum += streams * (first + stream) / 2;
            evidence += streams;
        }
        double wholes = its.whole().usual().evidenceAt(now);
        if (wholes > 0) {
            sum += wholes * ratio(its.whole().usual().mean(), best.whole);
            evidence += wholes;
        }
        double waited = ratio(waitedMillis, best.heard);
        if (waited > 1) {
            sum += its.calls().waiting() * Math.min(MOST_WAITED, waited);
            evidence += its.calls().waiting();
        }
        return sum / evidence;
    }

    /** The least times of all deployments; infinite where none is known. */
    private static final class Best {
        private double first = Double.POSITIVE_INFINITY;
        private double each = Double.POSITIVE_INFINITY;
        private double stream = Double.POSITIVE_INFINITY;
        private double whole = Double.POSITIVE_INFINITY;
        private double heard = Double.POSITIVE_INFINITY;

        Best(Figures[] all) {
            for (Figures figures : all) {
                first = least(first, figures.firstToken().usual());
                each = least(each, figures.outputToken().usual());
                whole = least(whole, figures.whole().usual());
                heard = least(heard, figures.heard());
            }
            for (Figures figures : all) {
                double its = stream(figures);
                stream = its < stream ? its : stream;
            }
        }

        /** What a stream takes; one whose writing nobody has timed yet is thought to write as fast as the best. */
        private double stream(Figures figures) {
            Recent its = figures.outputToken().usual();
            double token = its.evidence() > 0 ? its.mean() : each < Double.POSITIVE_INFINITY ? each : 0;
            return figures.firstToken().usual().mean() + token * Pick.REPLY_TOKENS;
        }

        private static double least(double known, Recent other) {
            return other.mean() < known ? other.mean() : known;
        }
    }

    private static double factor(double slowness, double errors, double headroom) {
        double speed = 1 / (slowness * slowness * slowness); // SPEED
        double trust = Double.isNaN(errors) ? 1 : Math.pow(1 - errors, TRUST);
        double room = Double.isNaN(headroom) ? 1 : Math.min(1, headroom / FULL);
        return speed * trust * room;
    }

    private static double ratio(double millis, double best) {
        return best > 0 && best < Double.POSITIVE_INFINITY ? Math.max(1, millis / best) : 1;
    }
}
