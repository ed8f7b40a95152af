package dev.pointsman.routing.score;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A score's bounds as they are applied, with what becomes of a request that no model keeps them for; its texts are written once. */
final class BoundCheck {
    private static final String NAME = ScoreRouter.NAME;

    /**
     * Bounds some of which were dropped.
     *
     * @param note that they were dropped, for the record
     * @param reason of removals by those that are left
     */
    private record Relaxed(Bounds bounds, String note, String reason) {}

    private final String score;
    private final Bounds bounds;
    private final Otherwise otherwise;
    private final String reason;
    private final String used;
    private final List<Relaxed> relaxations = new ArrayList<>();

    BoundCheck(ScoreSettings settings) {
        score = settings.name();
        bounds = settings.bounds();
        otherwise = settings.otherwise();
        reason = "score " + score + ": bounds " + bounds;
        used = reason + " leave no model: use " + String.join(", ", otherwise.use());
        for (Bounds left = bounds; !left.isEmpty(); ) {
            left = left.withoutLast();
            String kept = left.isEmpty() ? "none is left" : "relaxed to " + left;
            relaxations.add(
                    new Relaxed(left, reason + " leave no model: " + kept, "score " + score + ": bounds " + left));
        }
    }

    /** What the bounds leave; where that is nothing, what is declared for it, null where the models to use are found by {@link #used}. */
    @Nullable
    RoutingDecision inside(RoutingDecision decision, RoutingContext context) {
        if (bounds.isEmpty()) {
            return decision;
        }
        if (otherwise.then() == Otherwise.Then.KEEP || anyInside(decision, bounds, context)) {
            return narrowed(decision, bounds, reason, context);
        }
        return switch (otherwise.then()) {
            case KEEP -> decision;
            case REJECT -> throw refusal(bounds.shutOut(decision.candidates(), context));
            case RELAX -> relaxed(decision, context);
            case USE -> null;
        };
    }

    /** The models that are declared for the case that none keeps the bounds, as far as they are in the running. */
    RoutingDecision used(RoutingDecision decision) {
        List<Candidate> order = named(decision, otherwise.use());
        if (order.isEmpty()) {
            throw refusal(bounds + ", and " + String.join(", ", otherwise.use()) + " cannot serve this request");
        }
        return decision.reorder(NAME, order, used);
    }

    /** The candidates of those names, in their order. */
    static List<Candidate> named(RoutingDecision decision, List<String> models) {
        List<Candidate> order = new ArrayList<>(models.size());
        for (String model : models) {
            for (Candidate candidate : decision.candidates()) {
                if (candidate.model().name().equals(model)) {
                    order.add(candidate);
                }
            }
        }
        return order;
    }

    private RoutingDecision relaxed(RoutingDecision decision, RoutingContext context) {
        for (Relaxed each : relaxations) {
            if (each.bounds.isEmpty() || anyInside(decision, each.bounds, context)) {
                return narrowed(decision.note(NAME, each.note), each.bounds, each.reason, context);
            }
        }
        return decision;
    }

    private static RoutingDecision narrowed(
            RoutingDecision decision, Bounds by, String because, RoutingContext context) {
        return decision.narrow(
                NAME,
                candidate -> candidate.keeping(deployment -> by.admits(candidate.model(), deployment, context)),
                because);
    }

    private static boolean anyInside(RoutingDecision decision, Bounds by, RoutingContext context) {
        for (int i = 0; i < decision.candidates().size(); i++) {
            if (by.admitsAny(decision.candidates().get(i), context)) {
                return true;
            }
        }
        return false;
    }

    private GatewayException refusal(String why) {
        return new GatewayException(
                        ErrorKind.INVALID_REQUEST, "score \"" + score + "\": no model keeps its bounds: " + why)
                .withCode("no_eligible_model");
    }
}
