package dev.pointsman.flow;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.balance.DeploymentStats;
import dev.pointsman.balance.LoadBalancer;
import dev.pointsman.balance.Pick;
import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.performance.Performance;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.signal.TokenCount;
import dev.pointsman.upstream.AttemptPlan;
import dev.pointsman.upstream.Execution;
import dev.pointsman.upstream.Fallbacks;
import dev.pointsman.upstream.UpstreamExecutor;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Has the decision carried out: balances, calls, falls back, and relays the reply. The last filter. */
public final class UpstreamFilter implements Filter {
    private final UpstreamExecutor executor;
    private final Catalog catalog;
    private final Fallbacks fallbacks;
    private final DeploymentStats stats;
    private final Outcomes outcomes;
    private final Map<String, LoadBalancer> balancers = new HashMap<>();

    /**
     * Carries out the decisions of one policy.
     *
     * @param stats live figures of all deployments; they outlive policies
     * @param performance those of models, which outlive policies, too
     */
    public UpstreamFilter(
            UpstreamExecutor executor,
            Catalog catalog,
            Fallbacks fallbacks,
            DeploymentStats stats,
            Performance performance) {
        this.executor = executor;
        this.catalog = catalog;
        this.fallbacks = fallbacks;
        this.stats = stats;
        this.outcomes = new Outcomes(performance);
        for (Model model : catalog.models()) {
            balancers.put(model.name(), LoadBalancer.of(model, stats));
        }
    }

    @Override
    public void handle(Exchange exchange, ResponseSink sink, FilterChain next) {
        if (exchange.request().endpoint() == Endpoint.COUNT_TOKENS && !counted(exchange)) {
            byte[] body = JsonText.ascii("{\"input_tokens\":" + TokenCount.of(exchange.request()) + "}");
            sink.start(ReplyHead.json(body.length));
            sink.data(body);
            sink.complete();
            return;
        }
        RoutedCall call = new RoutedCall(exchange, this);
        ResponseSink watched = outcomes.watched(exchange, sink);
        Execution execution =
                executor.execute(exchange.request(), call, call, watched, exchange.loop(), exchange.startNanos());
        exchange.onCancel(() -> execution.cancel(exchange.cancelledBy()));
    }

    /** Whether the chosen model has a deployment that counts tokens itself; elsewhere the gateway does. */
    private boolean counted(Exchange exchange) {
        RoutingDecision decision = exchange.decision();
        return decision != null && counting(decision.candidates().get(0)) != null;
    }

    private boolean counts(Deployment deployment) {
        return executor.serving().natively(Endpoint.COUNT_TOKENS, deployment.id());
    }

    /** Null where none of the candidate's deployments counts tokens itself. */
    @Nullable
    Candidate counting(Candidate candidate) {
        return candidate.keeping(this::counts);
    }

    AttemptPlan.Step step(Candidate candidate, Pick pick) {
        String model = candidate.model().name();
        LoadBalancer balancer = balancers.get(model);
        if (balancer == null) {
            throw new IllegalStateException("model " + model + " is not of this policy's catalogue");
        }
        return new AttemptPlan.Step(model, balancer.order(candidate.deployments(), candidate.preferred(), pick));
    }

    DeploymentStats.Load load(String deploymentId) {
        return stats.of(deploymentId);
    }

    Outcomes outcomes() {
        return outcomes;
    }

    Fallbacks fallbacks() {
        return fallbacks;
    }

    Catalog catalog() {
        return catalog;
    }
}
