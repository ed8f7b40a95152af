package dev.pointsman.explain;

import dev.pointsman.api.GatewayException;
import dev.pointsman.policy.Policy;
import dev.pointsman.recorded.RecordedRequest;
import dev.pointsman.routing.RouterChain;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.facts.KnownText;
import dev.pointsman.routing.facts.Signals;
import dev.pointsman.upstream.Serving;

/** The real routers of one policy over recorded requests. Immutable; may be shared by threads. */
public final class Decider {
    private final RouterChain chain;
    private final Serving serving;

    public Decider(Policy policy) {
        this(policy, policy.serving());
    }

    /** Of a policy that differs from another only in what does not bear on who serves what. */
    Decider(Policy policy, Serving serving) {
        this.chain = policy.routerChain();
        this.serving = serving;
    }

    Serving serving() {
        return serving;
    }

    /** Decides as the policy that decided then. */
    public Outcome decide(RecordedRequest request) {
        return decide(request.context(serving.of(request.endpoint())));
    }

    /** Decides by what another policy's record tells. */
    public Outcome decide(RecordedRequest request, Signals told, KnownText known) {
        return decide(request.context(serving.of(request.endpoint()), told, known));
    }

    private Outcome decide(RoutingContext context) {
        try {
            return new Outcome(context, chain.route(context), null);
        } catch (GatewayException refused) {
            return new Outcome(context, null, refused);
        }
    }
}
