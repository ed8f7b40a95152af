package dev.pointsman.balance;

import dev.pointsman.catalog.Deployment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The deployment with the fewest calls under way first; among equals each in turn, so that an idle pair shares evenly. */
final class LeastInflight implements LoadBalancer {
    private final Members members;
    private final AtomicInteger next = new AtomicInteger();

    LeastInflight(List<Deployment> deployments, DeploymentStats stats) {
        this.members = new Members(deployments, stats);
    }

    @Override
    public List<Deployment> order(List<Deployment> eligible, Pick pick) {
        int size = eligible.size();
        if (size < 2) {
            return eligible;
        }
        List<Deployment> turn = Rotation.from(eligible, Integer.remainderUnsigned(next.getAndIncrement(), size));
        List<Deployment> order = new ArrayList<>(size);
        int[] counts = new int[size]; // read once each: the order must not depend on what changes while sorting
        for (int i = 0; i < size; i++) {
            Deployment deployment = turn.get(i);
            int inflight = members.load(members.index(deployment)).inflight();
            int place = i;
            while (place > 0 && counts[place - 1] > inflight) {
                counts[place] = counts[place - 1];
                place--;
            }
            counts[place] = inflight;
            order.add(place, deployment);
        }
        return order;
    }
}
