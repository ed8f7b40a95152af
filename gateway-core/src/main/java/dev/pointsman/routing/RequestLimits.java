package dev.pointsman.routing;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.routing.Comparison.Quantity;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The limits a request sets for itself, which tighten and never loosen: {@code x-gateway-only} (names of providers, models or
 * deployments, any of them) and {@code x-gateway-max-cost} (US dollars this request is expected to cost at most). Fails with
 * {@code INVALID_REQUEST} where they leave nothing.
 */
public final class RequestLimits implements Router {
    public static final String ONLY = "x-gateway-only";
    public static final String MAX_COST = "x-gateway-max-cost";
    /** Forbids to go to another model than the chosen one; any value but {@code false} does. */
    public static final String NO_FALLBACK = "x-gateway-no-fallback";

    private static final String NAME = "request";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public RoutingDecision apply(RoutingDecision decision, RoutingContext context) {
        Headers headers = context.request().headers();
        String only = headers.first(ONLY);
        String maxCost = headers.first(MAX_COST);
        RoutingDecision now = only == null ? decision : only(decision, only);
        return maxCost == null ? now : maxCost(now, maxCost, context);
    }

    /** Whether the request takes an answer of the model it goes to first, or none. */
    public static boolean forbidsFallback(Headers headers) {
        String value = headers.first(NO_FALLBACK);
        return value != null && !value.equalsIgnoreCase("false");
    }

    private static RoutingDecision only(RoutingDecision decision, String header) {
        List<String> names =
                Arrays.stream(header.split(",", -1)).map(String::strip).toList();
        return left(decision.restrict(NAME, candidate -> only(candidate, names), ONLY + ": " + header), ONLY);
    }

    private static @Nullable Candidate only(Candidate candidate, List<String> names) {
        return names.contains(candidate.model().name())
                ? candidate
                : candidate.keeping(
                        deployment -> names.contains(deployment.provider()) || names.contains(deployment.id()));
    }

    private static RoutingDecision maxCost(RoutingDecision decision, String header, RoutingContext context) {
        double dollars = Quantity.DOLLARS.parse(header);
        if (Double.isNaN(dollars) || dollars < 0) {
            throw new GatewayException(
                            ErrorKind.INVALID_REQUEST, MAX_COST + ": expected US dollars such as 0.05, 0 or more")
                    .withParam(MAX_COST);
        }
        double nanos = dollars * 1e9;
        return left(
                decision.restrict(
                        NAME,
                        candidate -> candidate.keeping(deployment -> {
                            long cost = ExpectedCost.nanos(candidate.model(), deployment, context);
                            return cost >= 0 && cost <= nanos;
                        }),
                        MAX_COST + ": " + header),
                MAX_COST);
    }

    private static RoutingDecision left(RoutingDecision decision, String header) {
        if (decision.candidates().isEmpty()) {
            throw new GatewayException(
                            ErrorKind.INVALID_REQUEST, header + ": no model that can serve this request is left")
                    .withCode("no_eligible_model")
                    .withParam(header);
        }
        return decision;
    }
}
