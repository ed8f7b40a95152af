package com.acme;

import dev.pointsman.catalog.Catalog;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.routing.Router;
import dev.pointsman.routing.RouterFactory;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import java.time.ZoneOffset;

/** A router: {@code { type: acme-office-hours, from: 8, to: 18, keep: small }} keeps to one model outside of these hours (UTC). */
public final class OfficeHoursRouterFactory implements RouterFactory {
    @Override
    public String type() {
        return "acme-office-hours";
    }

    @Override
    public Router create(ConfigNode settings, Catalog catalog) {
        settings.onlyKeys("type", "from", "to", "keep");
        ConfigNode keep = settings.required("keep");
        if (keep != null && catalog.model(keep.text()) == null) {
            keep.problem("expected a model of this policy, but found \"" + keep.text() + "\"");
        }
        return new OfficeHoursRouter(
                settings.read("from", 8, (node, usual) -> node.integer(0, 23, usual)),
                settings.read("to", 18, (node, usual) -> node.integer(1, 24, usual)),
                keep == null ? "" : keep.text());
    }

    /** Pure: the time it looks at is the request's, so that the decision can be made again. */
    private record OfficeHoursRouter(int from, int to, String keep) implements Router {
        @Override
        public String name() {
            return "acme-office-hours";
        }

        @Override
        public RoutingDecision apply(RoutingDecision decision, RoutingContext context) {
            int hour = context.at().atZone(ZoneOffset.UTC).getHour();
            if (hour >= from && hour < to) {
                return decision;
            }
            return decision.keep(
                    name(), candidate -> candidate.model().name().equals(keep), "outside of office hours");
        }
    }
}
