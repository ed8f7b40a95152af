package dev.pointsman.flow;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.api.Usage;
import dev.pointsman.balance.DeploymentStats;
import dev.pointsman.balance.Pick;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.RequestLimits;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.tracing.Trace;
import dev.pointsman.upstream.AttemptObserver;
import dev.pointsman.upstream.AttemptPlan;
import dev.pointsman.upstream.AttemptRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One exchange's decision as a plan of attempts, and what becomes of them as facts of the exchange. Confined to its loop. */
final class RoutedCall implements AttemptPlan, AttemptObserver {
    private static final Logger LOG = LoggerFactory.getLogger(RoutedCall.class);
    /** Models that may stand in for the chosen one, however many a policy names: each costs a client its time. */
    private static final int STAND_INS = 3;

    private final Exchange exchange;
    private final UpstreamFilter filter;
    private final RoutingDecision decision;
    private DeploymentStats.@Nullable Call call;
    private @Nullable Deployment answering;
    private long sentNanos;
    private long endedNanos = -1;

    RoutedCall(Exchange exchange, UpstreamFilter filter) {
        this.exchange = exchange;
        this.filter = filter;
        RoutingDecision made = exchange.decision();
        if (made == null) {
            throw new IllegalStateException("the exchange has no decision to carry out");
        }
        this.decision = made;
    }

    @Override
    public Step first() {
        Candidate first = able(decision.candidates().get(0));
        if (first == null) {
            throw new IllegalStateException("a count of tokens was asked of providers that do not count");
        }
        Step step = filter.step(first, pick());
        exchange.balanced(step.deployments());
        return step;
    }

    /** The models the policy names to stand in for the first, as far as this request's limits admit them; then the other candidates. */
    @Override
    public List<Step> fallbacks() {
        if (!exchange.principal().traits().fallback()
                || RequestLimits.forbidsFallback(exchange.request().headers())) {
            return List.of();
        }
        List<Candidate> standIns = new ArrayList<>();
        Model first = decision.candidates().get(0).model();
        String instead = exchange.limits().standIn();
        if (instead != null) {
            add(standIns, named(instead));
        }
        for (String name : filter.fallbacks().of(first.name())) {
            add(standIns, named(name));
        }
        for (int i = 1; i < decision.candidates().size(); i++) {
            add(standIns, decision.candidates().get(i));
        }
        Pick pick = pick();
        List<Step> steps = new ArrayList<>(standIns.size());
        for (Candidate candidate : standIns) {
            steps.add(filter.step(candidate, pick));
        }
        return steps;
    }

    @Override
    public Gate gate() {
        return exchange.limits();
    }

    @Override
    public List<String> callHeaders() {
        Trace trace = exchange.trace();
        return trace == null ? List.of() : trace.call();
    }

    private Pick pick() {
        return new Pick(exchange.request(), exchange.draw());
    }

    private @Nullable Candidate named(String name) {
        for (Candidate candidate : decision.candidates()) {
            if (candidate.model().name().equals(name)) {
                return candidate;
            }
        }
        Model model = filter.catalog().model(name);
        return model == null || !exchange.principal().mayUse(name) ? null : decision.admit(Candidate.of(model));
    }

    private void add(List<Candidate> standIns, @Nullable Candidate candidate) {
        Candidate able = candidate == null ? null : able(candidate);
        if (candidate == null
                || able == null
                || standIns.size() == STAND_INS
                || candidate.model().equals(decision.candidates().get(0).model())) {
            return;
        }
        for (Candidate known : standIns) {
            if (known.model().name().equals(candidate.model().name())) {
                return;
            }
        }
        standIns.add(able);
    }

    /** Tokens are counted by providers that do so themselves, or not by a provider at all. */
    private @Nullable Candidate able(Candidate candidate) {
        return exchange.request().endpoint() == Endpoint.COUNT_TOKENS ? filter.counting(candidate) : candidate;
    }

    @Override
    public void sent(String deploymentId) {
        sentNanos = exchange.elapsedNanos();
        if (endedNanos >= 0) {
            exchange.waited(sentNanos - endedNanos);
        }
        call = filter.load(deploymentId).started(exchange.request().facts().stream());
    }

    @Override
    public void head(Headers headers) {
        DeploymentStats.Call its = call;
        if (its != null) {
            its.head(headers);
        }
    }

    @Override
    public void ended(AttemptRecord attempt) {
        DeploymentStats.Call its = call;
        if (its != null) {
            if (attempt.keyOnly()) {
                its.released();
            } else {
                its.ended(attempt.error(), exchange.usage().completion());
            }
        }
        call = null;
        endedNanos = attempt.endNanos();
        exchange.waited(endedNanos - sentNanos);
        exchange.attempts().add(attempt);
        Trace trace = exchange.trace();
        if (trace != null) {
            trace.callEnded();
        }
        filter.outcomes().ended(exchange, attempt);
    }

    @Override
    public void answering(
            String model,
            Deployment deployment,
            String deploymentId,
            List<String> dropped,
            @Nullable String requestId) {
        answering = deployment;
        DeploymentStats.Call its = call;
        if (its != null) {
            its.firstOutput();
        }
        price();
        exchange.answeredBy(model, deploymentId);
        filter.outcomes().answering(exchange, model, deploymentId);
        exchange.replyHeader("x-gateway-model", model);
        exchange.replyHeader("x-gateway-deployment", deploymentId);
        if (requestId != null) {
            exchange.replyHeader("x-gateway-provider-request-id", requestId);
        }
        decisionHeaders(exchange.attempts().size() + 1);
        long overhead = exchange.overheadNanos() - (exchange.elapsedNanos() - sentNanos);
        exchange.replyHeader("x-gateway-overhead-ms", overhead / 1000, 3);
        if (exchange.costNanos() >= 0 && !exchange.request().facts().stream()) {
            exchange.replyHeader("x-gateway-cost", exchange.costNanos(), 9);
        }
        if (!dropped.isEmpty()) {
            exchange.dropped(dropped);
            exchange.replyHeader("x-gateway-dropped", String.join(",", dropped));
        }
    }

    @Override
    public void usage(Usage latest) {
        exchange.usage(latest);
        price();
    }

    private void price() {
        if (answering != null && answering.price() != null && !exchange.usage().isNone()) {
            exchange.costNanos(answering.price().cost(exchange.usage()));
        }
    }

    @Override
    public void finish(String reason, boolean known) {
        exchange.finishReason(reason, known);
    }

    @Override
    public void defect(RuntimeException defect) {
        LOG.error("request {} failed by a defect", exchange.id(), defect);
    }

    @Override
    public void gaveUp() {
        int attempts = exchange.attempts().size();
        decisionHeaders(attempts);
        if (attempts > 1) {
            exchange.replyHeader("x-should-retry", "false");
        }
    }

    private void decisionHeaders(int attempts) {
        if (decision.rule() != null) {
            exchange.replyHeader("x-gateway-rule", decision.rule());
        }
        exchange.replyHeader("x-gateway-decision", exchange.id());
        exchange.replyHeader("x-gateway-attempts", Integer.toString(attempts));
    }
}
