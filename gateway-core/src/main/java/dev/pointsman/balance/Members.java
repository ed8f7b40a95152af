package dev.pointsman.balance;

import dev.pointsman.catalog.Deployment;
import java.util.List;

/** The deployments of one model with their figures, so that a pick needs neither an id nor a map. */
final class Members {
    private final Deployment[] deployments;
    private final DeploymentStats.Load[] loads;

    Members(List<Deployment> deployments, DeploymentStats stats) {
        this.deployments = deployments.toArray(new Deployment[0]);
        this.loads = new DeploymentStats.Load[this.deployments.length];
        for (int i = 0; i < loads.length; i++) {
            loads[i] = stats.of(this.deployments[i].id());
        }
    }

    int size() {
        return deployments.length;
    }

    Deployment deployment(int index) {
        return deployments[index];
    }

    DeploymentStats.Load load(int index) {
        return loads[index];
    }

    /** The number of a deployment of the model. */
    @SuppressWarnings("ReferenceEquality") // the usual case told at once; equal ones are the same deployment
    int index(Deployment deployment) {
        for (int i = 0; i < deployments.length; i++) {
            if (deployments[i] == deployment) {
                return i;
            }
        }
        for (int i = 0; i < deployments.length; i++) {
            if (deployments[i].equals(deployment)) {
                return i;
            }
        }
        throw new IllegalArgumentException("deployment: " + deployment.id() + " (expected: one of the model's)");
    }
}
