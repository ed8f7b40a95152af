package dev.pointsman.upstream;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many second calls may be under way or waited for at once: a share of the requests under way, so that a provider in trouble is not
 * flooded by retries. One for the whole gateway; it outlives policies.
 *
 * <p>Source: Envoy's retry budget (api/envoy/config/cluster/v3/circuit_breaker.proto): 20 % of active requests, at least 3.
 *
 * <p>Shared by all loops; two counters, no invariant between them.
 */
public final class RetryBudget {
    private static final double SHARE = 0.2;
    private static final int FLOOR = 3;

    private final LongAdder requests = new LongAdder();
    private final AtomicInteger retries = new AtomicInteger();

    void requestBegan() {
        requests.increment();
    }

    void requestEnded() {
        requests.decrement();
    }

    /** Takes a place for a second call; {@link #giveBack} follows where it gave true. */
    boolean tryTake() {
        int most = Math.max(FLOOR, (int) (requests.sum() * SHARE));
        if (retries.incrementAndGet() <= most) {
            return true;
        }
        retries.decrementAndGet();
        return false;
    }

    void giveBack() {
        retries.decrementAndGet();
    }

    /** Second calls under way or waited for. */
    public int retries() {
        return retries.get();
    }

    /** Requests under way. */
    public long requests() {
        return requests.sum();
    }
}
