package com.acme;

import dev.pointsman.catalog.Catalog;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Router;
import dev.pointsman.routing.RouterFactory;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;

/** Makes the router of {@code { type: acme-residency, header: x-data-class, secret: own, mode: strict }}. */
public final class ResidencyRouterFactory implements RouterFactory {
    /** What happens where no deployment of that residency can serve the request. */
    private enum Mode {
        /** The request fails. */
        STRICT,
        /** The wish is noted and ignored. */
        LENIENT
    }

    @Override
    public String type() {
        return "acme-residency";
    }

    @Override
    public Router create(ConfigNode settings, Catalog catalog) {
        settings.onlyKeys("type", "header", "secret", "mode");
        ConfigNode header = settings.at("header");
        ConfigNode secret = settings.required("secret");
        ConfigNode mode = settings.at("mode");
        return new ResidencyRouter(
                header == null ? "x-data-class" : header.text(),
                secret == null ? "" : secret.text(),
                mode == null ? Mode.STRICT : mode.oneOf(Mode.class, Mode.STRICT));
    }

    /** Sends what a header calls secret only to deployments whose tag {@code residency} has the given value. */
    private record ResidencyRouter(String header, String residency, Mode mode) implements Router {
        @Override
        public String name() {
            return "acme-residency";
        }

        @Override
        public RoutingDecision apply(RoutingDecision decision, RoutingContext context) {
            if (!"secret".equals(context.request().headers().first(header))) {
                return decision;
            }
            String reason = "secret: only residency " + residency;
            return switch (mode) {
                case STRICT -> decision.restrict(name(), this::inside, reason); // a limit: may leave nothing, binds fallbacks
                case LENIENT -> decision.narrow(name(), this::inside, reason); // a wish: never leaves nothing
            };
        }

        private Candidate inside(Candidate candidate) {
            return candidate.keeping(
                    deployment -> residency.equals(deployment.tags().get("residency")));
        }
    }
}
