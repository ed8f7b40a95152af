package dev.pointsman.routing;

import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A model still in the running.
 *
 * @param deployments those of its deployments that may serve this request, in policy order but preferred ones first, at least one
 * @param score worth under the score that ranked it, higher is better; NaN before any did
 * @param preferred how many deployments, from the first, a rule prefers: balanced among themselves before the others; 0 where none is
 */
public record Candidate(Model model, List<Deployment> deployments, double score, int preferred) {
    public Candidate {
        deployments = List.copyOf(deployments);
        if (preferred < 0 || preferred > deployments.size()) {
            throw new IllegalArgumentException(
                    "preferred: " + preferred + " (expected: 0 to " + deployments.size() + ")");
        }
    }

    public Candidate(Model model, List<Deployment> deployments, double score) {
        this(model, deployments, score, 0);
    }

    public static Candidate of(Model model) {
        return new Candidate(model, model.deployments(), Double.NaN, 0);
    }

    public Candidate withScore(double worth) {
        return new Candidate(model, deployments, worth, preferred);
    }

    /** Itself where all deployments pass, one with fewer where some do, null where none does. */
    public @Nullable Candidate keeping(Predicate<Deployment> test) {
        int passing = 0;
        for (int i = 0; i < deployments.size(); i++) {
            passing += test.test(deployments.get(i)) ? 1 : 0;
        }
        if (passing == deployments.size()) {
            return this;
        }
        if (passing == 0) {
            return null;
        }
        List<Deployment> left = new ArrayList<>(passing);
        int stillPreferred = 0;
        for (int i = 0; i < deployments.size(); i++) {
            Deployment deployment = deployments.get(i);
            if (test.test(deployment)) {
                left.add(deployment);
                stillPreferred += i < preferred ? 1 : 0;
            }
        }
        return new Candidate(model, left, score, stillPreferred);
    }

    /** The same candidate with the passing deployments first and preferred; itself, preferring none, where none passes. */
    public Candidate preferring(Predicate<Deployment> test) {
        List<Deployment> order = new ArrayList<>(deployments.size());
        for (Deployment deployment : deployments) {
            if (test.test(deployment)) {
                order.add(deployment);
            }
        }
        int count = order.size();
        for (Deployment deployment : deployments) {
            if (!test.test(deployment)) {
                order.add(deployment);
            }
        }
        return count == 0 && preferred == 0 ? this : new Candidate(model, order, score, count);
    }
}
