package dev.pointsman.routing;

import dev.pointsman.api.ApiRequest;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * All that one decision may look at; a value, so that the decision can be replayed.
 *
 * @param asked the name the client asked for; "" is taken as {@code auto}
 * @param at wall-clock time of the request, read once
 * @param draw one random number in [0, 1): the only source of chance
 * @param key name of the virtual key
 * @param allowed names (of models, or {@code provider/model}) the key may use
 * @param blocked ids of deployments that must not be called now (open breaker, cooling down)
 * @param eligible which deployments can take the request at all
 * @param firstTokenMillis expected time to first token of a deployment id; NaN where nothing is known
 */
public record RoutingContext(
        ApiRequest request,
        String asked,
        Signals signals,
        Instant at,
        double draw,
        String key,
        @Nullable String team,
        Predicate<String> allowed,
        Predicate<String> blocked,
        Eligibility eligible,
        ToDoubleFunction<String> firstTokenMillis) {}
