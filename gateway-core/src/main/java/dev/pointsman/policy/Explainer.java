package dev.pointsman.policy;

import dev.pointsman.access.Principal;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.GatewayException;
import dev.pointsman.balance.DeploymentStats;
import dev.pointsman.balance.LoadBalancer;
import dev.pointsman.balance.Pick;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Explanation;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.facts.LiveFigures;
import dev.pointsman.routing.facts.LiveSource;
import dev.pointsman.signal.PromptSignals;
import dev.pointsman.signal.TaskSignal;
import dev.pointsman.upstream.Serving;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        Serving serving = policy.serving();
        RoutingContext context = new RoutingContext(
                request,
                request.facts().model(),
                new PromptSignals(request, TaskSignal.of(policy.tasks())),
                at,
                draw,
                principal.key(),
                principal.team(),
                principal::mayUse,
                deployment -> false,
                serving.of(request),
                new LiveFigures(policy.estimators().over(LiveSource.NONE, request)),
                null,
                null,
                principal.traits());
        RoutingDecision decision = policy.routerChain().route(context);
        Candidate first = decision.candidates().get(0);
        List<Deployment> attempts = LoadBalancer.of(first.model(), new DeploymentStats())
                .order(first.deployments(), first.preferred(), new Pick(request, draw));
        return new Explanation(context, decision, attempts, losses(request, decision, serving));
    }

    /** What each deployment that may answer would lose of the request. */
    private static Map<String, List<String>> losses(ApiRequest request, RoutingDecision decision, Serving serving) {
        Map<String, List<String>> losses = new LinkedHashMap<>();
        for (Candidate candidate : decision.candidates()) {
            for (Deployment deployment : candidate.deployments()) {
                List<String> its = losses(request, deployment, serving);
                if (!its.isEmpty()) {
                    losses.put(deployment.id(), its);
                }
            }
        }
        return losses;
    }

    private static List<String> losses(ApiRequest request, Deployment deployment, Serving serving) {
        try {
            return serving.losses(request, deployment);
        } catch (GatewayException refused) {
            return List.of("everything: " + refused.text());
        }
    }
}
