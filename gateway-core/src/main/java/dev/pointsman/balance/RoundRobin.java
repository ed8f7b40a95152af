package dev.pointsman.balance;

import dev.pointsman.catalog.Deployment;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Each deployment in turn. One atomic counter, shared by all loops: every value is taken by one request. */
final class RoundRobin implements LoadBalancer {
    private final AtomicInteger next = new AtomicInteger();

    @Override
    public List<Deployment> order(List<Deployment> eligible, Pick pick) {
        int size = eligible.size();
        return size < 2 ? eligible : Rotation.from(eligible, Integer.remainderUnsigned(next.getAndIncrement(), size));
    }
}
