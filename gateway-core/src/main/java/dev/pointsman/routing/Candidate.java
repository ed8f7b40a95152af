package dev.pointsman.routing;

import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import java.util.List;

/**
 * A model still in the running.
 *
 * @param deployments those of its deployments that may serve this request, in policy order, at least one
 * @param score worth under the score that ranked it, higher is better; NaN before any did
 */
public record Candidate(Model model, List<Deployment> deployments, double score) {
    public Candidate {
        deployments = List.copyOf(deployments);
    }

    public static Candidate of(Model model) {
        return new Candidate(model, model.deployments(), Double.NaN);
    }
}
