package dev.pointsman.performance;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Quantiles of each deployment's time to the first token of a stream; a time counts half after a minute. Shared by all loops. */
public final class FirstTokens {
    private static final double HALF_LIFE = 60e9;

    private final LongSupplier nanoTime;
    private final Map<String, FadingQuantiles> deployments = new ConcurrentHashMap<>();

    public FirstTokens(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Notes the time from sending a call to its first output. */
    public void add(String deploymentId, double millis) {
        FadingQuantiles times = deployments.get(deploymentId);
        if (times == null) {
            times = deployments.computeIfAbsent(
                    deploymentId, id -> new FadingQuantiles(HALF_LIFE, nanoTime.getAsLong()));
        }
        times.add(millis, nanoTime.getAsLong());
    }

    /** Milliseconds that a share (0..1) of the recent calls did not exceed; NaN where too few are known. */
    public double millis(String deploymentId, double share) {
        FadingQuantiles times = deployments.get(deploymentId);
        return times == null ? Double.NaN : times.quantile(share, nanoTime.getAsLong());
    }

    /** Forgets all deployments but these. */
    public void retain(Collection<String> deploymentIds) {
        deployments.keySet().retainAll(deploymentIds);
    }
}
