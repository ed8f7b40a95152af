package dev.pointsman.explain;

import dev.pointsman.api.GatewayException;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import org.jspecify.annotations.Nullable;

/**
 * What came of a recorded request that was decided about again: a decision or a refusal.
 *
 * @param context what the decision looked at, live figures and signals that were read among it
 */
public record Outcome(
        RoutingContext context,
        @Nullable RoutingDecision decision,
        @Nullable GatewayException refusal) {
    /** The model that is to answer; null where the request is refused. */
    public @Nullable String model() {
        return decision == null ? null : decision.candidates().get(0).model().name();
    }

    /** For people: {@code deep}, or {@code refused: …}. */
    public String words() {
        String model = model();
        return model != null ? model : "refused: " + (refusal == null ? "" : refusal.text());
    }
}
