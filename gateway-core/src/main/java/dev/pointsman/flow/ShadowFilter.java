package dev.pointsman.flow;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.rollout.Divergences;
import dev.pointsman.rollout.Divergences.Divergence;
import dev.pointsman.rollout.Divergences.Result;
import dev.pointsman.rollout.Rollout;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.ExpectedCost;
import dev.pointsman.routing.Reason;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.telemetry.RolloutMeters;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the next policy decide too, once the current one's decision is on its way to a provider, and keeps what differs. It sends nothing, and a
 * defect of it is counted and logged, never the request's. Only in the chain of a policy that has such a rollout.
 */
public final class ShadowFilter implements Filter {
    private static final Logger LOG = LoggerFactory.getLogger(ShadowFilter.class);
    private static final int SHOWN_DEPLOYMENTS = 5;

    private final Rollout rollout;
    private final RoutingFilter next;
    private final RolloutMeters meters;

    /** @param next decides under the next policy */
    public ShadowFilter(Rollout rollout, RoutingFilter next, RolloutMeters meters) {
        this.rollout = rollout;
        this.next = next;
        this.meters = meters;
    }

    @Override
    public void handle(Exchange exchange, ResponseSink sink, FilterChain after) {
        after.proceed(exchange, sink);
        RoutingDecision decision = exchange.decision();
        RoutingContext context = exchange.context();
        if (decision != null
                && context != null
                && rollout.running()
                && rollout.settings().takes(null, context.draw())) {
            compare(exchange, decision, context);
        }
    }

    private void compare(Exchange exchange, RoutingDecision made, RoutingContext context) {
        Divergences divergences = rollout.divergences();
        long begun = exchange.clock().getAsLong();
        next.consider(exchange, context, new RoutingFilter.Considered() {
            @Override
            public void decided(RoutingContext asNext, RoutingDecision other) {
                Result result =
                        result(made.candidates().get(0), other.candidates().get(0));
                if (result != Result.SAME) {
                    divergences.keep(divergence(exchange, context, made, shown(other), reasons(other)));
                }
                cost(made, context, other, asNext);
                count(result);
            }

            @Override
            public void refused(GatewayException why) {
                divergences.keep(divergence(exchange, context, made, why.kind().word(), List.of(why.text())));
                count(Result.ERROR);
            }

            @Override
            public void failed(RuntimeException defect) {
                LOG.warn("the next policy failed to decide on request {}", exchange.id(), defect);
                count(Result.ERROR);
            }

            private void count(Result result) {
                divergences.count(result);
                meters.decided(result.word(), exchange.clock().getAsLong() - begun);
            }
        });
    }

    private static Result result(Candidate made, Candidate other) {
        if (!made.model().name().equals(other.model().name())) {
            return Result.MODEL;
        }
        return made.preferred() == other.preferred() && sameIds(made.deployments(), other.deployments())
                ? Result.SAME
                : Result.DEPLOYMENT;
    }

    private static boolean sameIds(List<Deployment> some, List<Deployment> others) {
        if (some.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            if (!some.get(i).id().equals(others.get(i).id())) {
                return false;
            }
        }
        return true;
    }

    /** Of the first deployment that either would call, as far as their prices are known. */
    private void cost(RoutingDecision made, RoutingContext context, RoutingDecision other, RoutingContext asNext) {
        long now = cost(made.candidates().get(0), context);
        long then = cost(other.candidates().get(0), asNext);
        if (now >= 0 && then >= 0) {
            rollout.divergences().costs(then - now);
        }
    }

    private static long cost(Candidate first, RoutingContext context) {
        return ExpectedCost.nanos(first.model(), first.deployments().get(0), context);
    }

    private static Divergence divergence(
            Exchange exchange, RoutingContext context, RoutingDecision made, String to, List<String> reasons) {
        return new Divergence(exchange.id(), context.at().toEpochMilli(), shown(made), to, reasons);
    }

    private static String shown(RoutingDecision decision) {
        Candidate first = decision.candidates().get(0);
        List<String> ids = first.deployments().stream()
                .limit(SHOWN_DEPLOYMENTS)
                .map(Deployment::id)
                .toList();
        return first.model().name() + " at " + String.join(", ", ids);
    }

    private static List<String> reasons(RoutingDecision decision) {
        return decision.reasons().stream().map(Reason::toString).toList();
    }
}
