package dev.pointsman.cli.setup;

import dev.pointsman.api.Endpoint;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.policy.Policy;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.server.ModelLists;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says that it has, held against what the policy deploys there.
 *
 * @param failure why there is no list; null where there is one
 * @param hasList whether the provider lists its models at all
 * @param deployed upstream names of its deployments, with the models of the policy they stand for
 */
record ProviderReport(
        String provider,
        List<ModelLists.Listed> models,
        @Nullable String failure,
        boolean hasList,
        Map<String, List<String>> deployed) {
    /** Asks it, where it has a list; waits a minute at most. */
    static ProviderReport of(String name, ProviderAdapter adapter, ModelLists lists, Policy policy)
            throws InterruptedException {
        Map<String, List<String>> deployed = new TreeMap<>();
        for (Model model : policy.catalog().models()) {
            for (Deployment deployment : model.deployments()) {
                if (deployment.provider().equals(name)) {
                    deployed.computeIfAbsent(deployment.upstreamModel(), any -> new ArrayList<>())
                            .add(model.name());
                }
            }
        }
        if (!adapter.serves(Endpoint.MODELS)) {
            return new ProviderReport(name, List.of(), null, false, deployed);
        }
        ModelLists.Answer answer = lists.of(name, adapter);
        return new ProviderReport(name, answer.models(), answer.failure(), true, deployed);
    }

    /** Upstream names that are deployed and not in its list. */
    TreeSet<String> missing() {
        var missing = new TreeSet<String>();
        if (hasList && failure == null) {
            missing.addAll(deployed.keySet());
            models.forEach(model -> missing.remove(model.id()));
        }
        return missing;
    }

    boolean good() {
        return failure == null && missing().isEmpty();
    }
}
