package dev.pointsman.flow.guarded;

import dev.pointsman.access.Principal;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.flow.Exchange;
import dev.pointsman.flow.Filter;
import dev.pointsman.flow.FilterChain;
import dev.pointsman.guardrail.Guardrail;
import dev.pointsman.guardrail.Guardrail.Stage;
import dev.pointsman.provider.Transport;
import dev.pointsman.telemetry.GuardrailMeters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Holds requests to the policy's guardrails before anything else looks at them, and replies before anything of them leaves. Only in the chain of a policy that has
 * some; a reply that none holds for is not touched. Lists and ratings pass.
 */
public final class GuardrailFilter implements Filter {
    private final List<Guardrail> guardrails;
    private final Means means;

    /**
     * What it needs of its surroundings.
     *
     * @param network to webhooks
     * @param worker where large texts are looked through
     */
    public record Means(Transport network, Executor worker, GuardrailMeters meters) {}

    private GuardrailFilter(List<Guardrail> guardrails, Means means) {
        this.guardrails = guardrails;
        this.means = means;
    }

    /** That of a policy; nothing where it has no guardrails. */
    public static Filter of(List<Guardrail> guardrails, Means means) {
        return guardrails.isEmpty() ? Filter.NONE : new GuardrailFilter(guardrails, means);
    }

    @Override
    public void handle(Exchange exchange, ResponseSink sink, FilterChain next) {
        Endpoint endpoint = exchange.request().endpoint();
        boolean pass = endpoint == Endpoint.MODELS || endpoint == Endpoint.FEEDBACK;
        List<Guardrail> request = pass ? List.of() : holding(exchange, Stage.REQUEST);
        List<Guardrail> reply = pass ? List.of() : holding(exchange, Stage.REPLY);
        if (request.isEmpty() && reply.isEmpty()) {
            next.proceed(exchange, sink);
            return;
        }
        Guarding guarding = new Guarding(exchange, means);
        ResponseSink guarded = reply.isEmpty() ? sink : new GuardedReply(guarding, reply, sink);
        new GuardedRequest(guarding, request, sink, () -> next.proceed(exchange, guarded)).begin(reply.isEmpty());
    }

    private List<Guardrail> holding(Exchange exchange, Stage stage) {
        Principal principal = exchange.principal();
        String asked = exchange.request().facts().model();
        List<Guardrail> holding = List.of();
        for (Guardrail guardrail : guardrails) {
            if (guardrail.holds(stage, principal.key(), principal.team(), asked)) {
                holding = holding.isEmpty() ? new ArrayList<>() : holding;
                holding.add(guardrail);
            }
        }
        return holding;
    }
}
