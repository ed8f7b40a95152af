package dev.pointsman.upstream;

import dev.pointsman.catalog.Deployment;
import java.util.List;

/** Where one request may be tried, in order. Asked on the exchange's loop. */
public interface AttemptPlan {
    /**
     * One model.
     *
     * @param deployments those that may serve the request, best first; empty where none takes traffic
     */
    record Step(String model, List<Deployment> deployments) {
        public Step {
            deployments = List.copyOf(deployments);
        }
    }

    Step first();

    /** The models to go on to, in order, when the first has failed; asked for once, and only then. */
    List<Step> fallbacks();
}
