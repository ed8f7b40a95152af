package dev.pointsman.flow.cached;

import dev.pointsman.api.ResponseSink;
import dev.pointsman.cache.CacheKey;
import dev.pointsman.cache.SemanticReplies;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.flow.Exchange;
import dev.pointsman.flow.FilterChain;
import dev.pointsman.routing.Candidate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that a cache may answer.
 *
 * @param next what answers it otherwise
 * @param question what like requests are found by; null where none are wanted
 * @param fresh no kept reply is wanted
 * @param clears how often the store had been cleared when it came
 */
record Asked(
        Exchange exchange,
        ResponseSink sink,
        FilterChain next,
        Candidate chosen,
        CacheKey key,
        SemanticReplies.@Nullable Question question,
        boolean fresh,
        long clears) {
    /** Whether it could have been answered from there: by the model it was routed to, at one of the deployments it may go to. */
    boolean admits(String model, String deploymentId) {
        if (!model.equals(chosen.model().name())) {
            return false;
        }
        List<Deployment> deployments = chosen.deployments();
        for (int i = 0; i < deployments.size(); i++) {
            if (deployments.get(i).id().equals(deploymentId)) {
                return true;
            }
        }
        return false;
    }
}
