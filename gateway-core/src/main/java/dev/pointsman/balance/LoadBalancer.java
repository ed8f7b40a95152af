package dev.pointsman.balance;

import dev.pointsman.catalog.Balancer;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import java.util.ArrayList;
import java.util.List;

/** Orders the deployments of one model for the attempts of one request. Shared by all loops, without locks. */
public interface LoadBalancer {
    /**
     * The deployments to try, best first: those given, except any that takes no traffic.
     *
     * @param eligible deployments of the model that may serve this request
     * @param pick of the request, for those that look at it
     */
    List<Deployment> order(List<Deployment> eligible, Pick pick);

    /** Balances the first {@code preferred} deployments among themselves, then the others. */
    default List<Deployment> order(List<Deployment> eligible, int preferred, Pick pick) {
        if (preferred == 0 || preferred == eligible.size()) {
            return order(eligible, pick);
        }
        List<Deployment> all = new ArrayList<>(order(eligible.subList(0, preferred), pick));
        all.addAll(order(eligible.subList(preferred, eligible.size()), pick));
        return all;
    }

    /** The balancer a model's policy entry names; one per model and policy. */
    static LoadBalancer of(Model model, DeploymentStats stats) {
        Balancer plugIn = model.balance().plugIn();
        if (plugIn != null) {
            return plugIn(plugIn, stats);
        }
        return switch (model.balance().way()) {
            case ORDER -> (eligible, pick) -> eligible;
            case ROUND_ROBIN -> new RoundRobin();
            case RANDOM -> (eligible, pick) -> Rotation.shuffled(eligible, pick.draw());
            case WEIGHTED -> new WeightedRoundRobin(model.deployments());
            case LEAST_INFLIGHT -> new LeastInflight(model.deployments(), stats);
            case LATENCY -> new PeakLatency(model.deployments(), stats);
            case ADAPTIVE -> new Adaptive(model.deployments(), stats);
            case HASH -> new ConsistentHash(model.deployments(), model.balance().hashing(), stats);
        };
    }

    /** What a plug-in gives beyond the deployments it was given is left out. */
    private static LoadBalancer plugIn(Balancer balancer, DeploymentStats stats) {
        Balancer.Load load = new Balancer.Load() {
            @Override
            public int inflight(Deployment deployment) {
                return stats.of(deployment.id()).inflight();
            }

            @Override
            public double firstTokenMillis(Deployment deployment) {
                return stats.firstTokenMillis(deployment.id());
            }
        };
        return (eligible, pick) -> balancer.order(List.copyOf(eligible), load, pick.draw()).stream()
                .filter(eligible::contains)
                .distinct()
                .toList();
    }
}
