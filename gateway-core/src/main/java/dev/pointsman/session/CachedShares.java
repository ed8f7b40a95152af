package dev.pointsman.session;

import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Price;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Which share of a prompt that a deployment has seen before it reads from its provider's cache: an expectation at first, then a moving average of what
 * the provider reports. One entry for each deployment of the policy; updates are one atomic step.
 */
final class CachedShares {
    /** Of a provider that has a price of its own for cached tokens: such caches work in blocks, and miss at times. */
    static final double PRICED = 0.9;

    /** Weight of the newest report: the last 10 make up about nine tenths. */
    private static final double NEWEST = 0.2;

    private final Map<String, AtomicLong> shares = new HashMap<>();

    /** Takes over what {@code previous} has learned of the deployments that are still there. */
    CachedShares(Catalog catalog, @Nullable CachedShares previous) {
        for (Deployment deployment : catalog.deployments()) {
            AtomicLong known = previous == null ? null : previous.shares.get(deployment.id());
            double first = priced(deployment.price()) ? PRICED : 0;
            shares.put(deployment.id(), known != null ? known : new AtomicLong(Double.doubleToRawLongBits(first)));
        }
    }

    private static boolean priced(@Nullable Price price) {
        return price != null && price.cachedNanos() < price.inputNanos();
    }

    /** 0..1. */
    double of(String deployment) {
        AtomicLong share = shares.get(deployment);
        return share == null ? 0 : Double.longBitsToDouble(share.get());
    }

    /** Notes that of so many tokens seen before so many were read from the cache. */
    void report(String deployment, int seenBefore, long cachedRead) {
        AtomicLong share = shares.get(deployment);
        if (share != null) {
            double latest = Math.min(1, (double) cachedRead / seenBefore);
            share.getAndUpdate(bits -> {
                double before = Double.longBitsToDouble(bits);
                return Double.doubleToRawLongBits(before + NEWEST * (latest - before));
            });
        }
    }
}
