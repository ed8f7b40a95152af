package dev.pointsman.policy.random;

import dev.pointsman.catalog.Catalog;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Router;
import dev.pointsman.routing.RouterFactory;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A plug-in router for random policies: {@code { type: turned, by: 2 }} moves the first candidates behind the others. */
record TurnedRound(int by) implements Router {
    /** Makes them. */
    static final RouterFactory FACTORY = new RouterFactory() {
        @Override
        public String type() {
            return "turned";
        }

        @Override
        public Router create(ConfigNode settings, Catalog catalog) {
            if (settings.isScalar()) {
                return new TurnedRound(1);
            }
            settings.onlyKeys("type", "by");
            return new TurnedRound(settings.read("by", 1, (by, one) -> by.integer(0, 9, one)));
        }
    };

    @Override
    public String name() {
        return "turned";
    }

    @Override
    public RoutingDecision apply(RoutingDecision decision, RoutingContext context) {
        List<Candidate> turned = new ArrayList<>(decision.candidates());
        Collections.rotate(turned, -by);
        return decision.reorder(name(), turned, "turned round by " + by);
    }
}
