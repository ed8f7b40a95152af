package dev.pointsman.routing.rules;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.routing.Comparison.Quantity;
import dev.pointsman.routing.ExpectedCost;
import dev.pointsman.routing.KnownNames;
import dev.pointsman.routing.Router;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What single virtual keys override, before any rule: {@code only} and {@code max_cost} tighten, and bind whatever model is named or fallen back to;
 * {@code score} ranks in place of what the rules would choose for {@code auto}, and leaves them their {@code only} and {@code reject}.
 */
public final class KeyRouter implements Router {
    public static final KeyRouter NONE = new KeyRouter(Map.of());
    private static final String NAME = "key";
    private static final double NANOS_PER_DOLLAR = 1e9;

    /**
     * The overrides of one key, with the texts of their reasons.
     *
     * @param maxCostNanos NaN where there is no limit
     */
    private record Overrides(
            @Nullable Selection only,
            String onlyReason,
            double maxCostNanos,
            String costReason,
            @Nullable String score,
            String scoreReason) {
        boolean isEmpty() {
            return only == null && Double.isNaN(maxCostNanos) && score == null;
        }

        Overrides within(Collection<String> scores) {
            return score == null || scores.contains(score)
                    ? this
                    : new Overrides(only, onlyReason, maxCostNanos, costReason, null, "");
        }
    }

    private final Map<String, Overrides> byKey;

    private KeyRouter(Map<String, Overrides> byKey) {
        this.byKey = Map.copyOf(byKey);
    }

    /** Of the whole {@code keys} list; notes mistakes at their nodes. */
    public static KeyRouter from(ConfigNode keys, KnownNames names) {
        Map<String, Overrides> byKey = new LinkedHashMap<>();
        for (ConfigNode key : keys.isList() ? keys.items() : List.<ConfigNode>of()) {
            ConfigNode name = key.isMap() ? key.at("name") : null;
            if (name != null && name.isScalar()) {
                Overrides its = overrides(name.text(), key, names);
                if (!its.isEmpty()) {
                    byKey.put(name.text(), its);
                }
            }
        }
        return byKey.isEmpty() ? NONE : new KeyRouter(byKey);
    }

    private static Overrides overrides(String name, ConfigNode key, KnownNames names) {
        String prefix = "key " + name + ": ";
        ConfigNode only = key.at("only");
        ConfigNode maxCost = key.at("max_cost");
        ConfigNode score = key.at("score");
        Selection selection = only == null ? null : Selection.from(only, names);
        return new Overrides(
                selection,
                prefix + "only " + selection,
                maxCost == null ? Double.NaN : nanos(maxCost),
                prefix + "max_cost " + (maxCost == null ? "" : maxCost.text()),
                score != null && names.checkScore(score) ? score.text() : null,
                prefix + "score " + (score == null ? "" : score.text()));
    }

    private static double nanos(ConfigNode maxCost) {
        double dollars = Quantity.DOLLARS.parse(maxCost.text());
        if (Double.isNaN(dollars) || dollars < 0) {
            maxCost.problem("expected US dollars a request may be expected to cost, such as 0.05");
        }
        return dollars * NANOS_PER_DOLLAR;
    }

    /** The same for a policy that has only these scores: the score of another is left to its rules. */
    public KeyRouter within(Collection<String> scores) {
        Map<String, Overrides> kept = new LinkedHashMap<>();
        byKey.forEach((key, its) -> kept.put(key, its.within(scores)));
        return new KeyRouter(kept);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public RoutingDecision apply(RoutingDecision decision, RoutingContext context) {
        Overrides its = byKey.get(context.key());
        if (its == null) {
            return decision;
        }
        RoutingDecision now = decision;
        Selection only = its.only;
        if (only != null) {
            now = left(now.restrict(NAME, candidate -> only.of(candidate, context), its.onlyReason), its.onlyReason);
        }
        if (!Double.isNaN(its.maxCostNanos)) {
            now = left(cheap(now, its, context), its.costReason);
        }
        return its.score == null || now.fixed() ? now : now.fixedOn(NAME, its.score, its.scoreReason);
    }

    private static RoutingDecision cheap(RoutingDecision decision, Overrides its, RoutingContext context) {
        return decision.restrict(
                NAME,
                candidate -> candidate.keeping(deployment -> {
                    long cost = ExpectedCost.nanos(candidate.model(), deployment, context);
                    return cost >= 0 && cost <= its.maxCostNanos;
                }),
                its.costReason);
    }

    private static RoutingDecision left(RoutingDecision decision, String reason) {
        if (decision.candidates().isEmpty()) {
            throw new GatewayException(
                            ErrorKind.INVALID_REQUEST, reason + ": no model that can serve this request is left")
                    .withCode("no_eligible_model");
        }
        return decision;
    }
}
