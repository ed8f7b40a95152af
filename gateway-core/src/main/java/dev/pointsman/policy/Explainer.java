package dev.pointsman.policy;

import dev.pointsman.access.Principal;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.balance.DeploymentStats;
import dev.pointsman.balance.LoadBalancer;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Explanation;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.signal.PromptSignals;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Says what a policy would decide about a request, and why, with all deployments healthy and nothing called. */
public final class Explainer {
    private final Policy policy;

    public Explainer(Policy policy) {
        this.policy = policy;
    }

    /**
     * Decides as a gateway would that has just started.
     *
     * @param draw stands for the random number of the exchange, in [0, 1)
     * @throws dev.pointsman.api.GatewayException the error a client would get in place of a decision
     */
    public Explanation explain(ApiRequest request, Principal principal, Instant at, double draw) {
        Set<String> serving = new HashSet<>();
        for (Deployment deployment : policy.catalog().deployments()) {
            ProviderAdapter adapter = policy.providers().get(deployment.provider());
            if (adapter != null && adapter.serves(request.endpoint())) {
                serving.add(deployment.id());
            }
        }
        RoutingContext context = new RoutingContext(
                request,
                request.facts().model(),
                new PromptSignals(request),
                at,
                draw,
                principal.key(),
                principal.team(),
                principal::mayUse,
                deployment -> false,
                serving::contains,
                deployment -> Double.NaN);
        RoutingDecision decision = policy.routerChain().route(context);
        Candidate first = decision.candidates().get(0);
        List<Deployment> attempts = LoadBalancer.of(first.model(), new DeploymentStats())
                .order(first.deployments(), first.preferred(), draw);
        return new Explanation(context, decision, attempts);
    }
}
