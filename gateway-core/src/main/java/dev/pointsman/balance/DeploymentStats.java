package dev.pointsman.balance;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Live figures of all deployments by id: calls under way, and the time to the first token. One for the life of the gateway, so that they
 * carry over a reload; {@link #retain} after a reload keeps it bounded.
 */
public final class DeploymentStats {
    /** Figures of one deployment. Every update is one atomic step; readers see the latest. */
    public static final class Load {
        /** Weight of the newest time in the average: the last 10 calls make up about nine tenths of it. */
        private static final double NEWEST = 0.2;

        private final AtomicInteger inflight = new AtomicInteger();
        private final AtomicLong firstTokenBits = new AtomicLong(Double.doubleToRawLongBits(Double.NaN));

        /** A call was sent; {@link #ended} must follow exactly once. */
        public void started() {
            inflight.incrementAndGet();
        }

        public void ended() {
            inflight.decrementAndGet();
        }

        /** Calls under way. */
        public int inflight() {
            return inflight.get();
        }

        /** Notes the time from sending a call to its first output, in milliseconds. */
        public void firstToken(double millis) {
            firstTokenBits.getAndUpdate(bits -> {
                double before = Double.longBitsToDouble(bits);
                double after = Double.isNaN(before) ? millis : before + NEWEST * (millis - before);
                return Double.doubleToRawLongBits(after);
            });
        }

        /** Moving average in milliseconds; NaN before the first. */
        public double firstTokenMillis() {
            return Double.longBitsToDouble(firstTokenBits.get());
        }
    }

    private final Map<String, Load> loads = new ConcurrentHashMap<>();

    /** The figures of a deployment of the policy; kept from the first time it is named. */
    public Load of(String deploymentId) {
        Load load = loads.get(deploymentId);
        return load != null ? load : loads.computeIfAbsent(deploymentId, id -> new Load());
    }

    /** Expected milliseconds to the first token; NaN where nothing is known. */
    public double firstTokenMillis(String deploymentId) {
        Load load = loads.get(deploymentId);
        return load == null ? Double.NaN : load.firstTokenMillis();
    }

    /** Forgets all deployments but these. Calls still under way keep counting on the object they hold. */
    public void retain(Collection<String> deploymentIds) {
        loads.keySet().retainAll(deploymentIds);
    }
}
