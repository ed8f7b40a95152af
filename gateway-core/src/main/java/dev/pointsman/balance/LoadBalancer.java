package dev.pointsman.balance;

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
     * @param draw the exchange's random number in [0, 1)
     */
    List<Deployment> order(List<Deployment> eligible, double draw);

    /** Balances the first {@code preferred} deployments among themselves, then the others. */
    default List<Deployment> order(List<Deployment> eligible, int preferred, double draw) {
        if (preferred == 0 || preferred == eligible.size()) {
            return order(eligible, draw);
        }
        List<Deployment> all = new ArrayList<>(order(eligible.subList(0, preferred), draw));
        all.addAll(order(eligible.subList(preferred, eligible.size()), draw));
        return all;
    }

    /** The balancer a model's policy entry names; one per model and policy. */
    static LoadBalancer of(Model model, DeploymentStats stats) {
        return switch (model.balance()) {
            case ORDER -> (eligible, draw) -> eligible;
            case ROUND_ROBIN -> new RoundRobin();
            case RANDOM -> (eligible, draw) -> Rotation.shuffled(eligible, draw);
            case WEIGHTED -> new WeightedRoundRobin(model.deployments());
            case LEAST_INFLIGHT -> new LeastInflight(stats);
        };
    }
}
