package dev.pointsman.upstream;

import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.Transport;
import java.util.IdentityHashMap;
import java.util.Map;

/** All deployments of a policy, each with what a call to it needs; immutable. */
public final class Destinations {
    /** A deployment with its provider's adapter, the way to it, and its health. */
    record Destination(
            Deployment deployment, String id, ProviderAdapter adapter, Transport transport, DeploymentHealth health) {}

    /** By identity: a deployment asked for is always one of the catalogue's, and hashing its record would cost more than the rest. */
    private final IdentityHashMap<Deployment, Destination> destinations = new IdentityHashMap<>();

    private final Serving serving;

    /**
     * @param adapters by the name of the provider; each provider that the catalogue names
     * @param serving of the same catalogue
     * @param network the way to providers that do not answer by themselves
     */
    public Destinations(
            Catalog catalog,
            Map<String, ProviderAdapter> adapters,
            Serving serving,
            Transport network,
            CircuitBreakers breakers) {
        this.serving = serving;
        for (Model model : catalog.models()) {
            for (Deployment deployment : model.deployments()) {
                destinations.put(deployment, destination(deployment, adapters, network, breakers));
            }
        }
    }

    private static Destination destination(
            Deployment deployment, Map<String, ProviderAdapter> adapters, Transport network, CircuitBreakers breakers) {
        String id = deployment.id();
        ProviderAdapter adapter = adapters.get(deployment.provider());
        DeploymentHealth health = breakers.of(id);
        if (adapter == null || health == null) {
            throw new IllegalArgumentException(
                    "deployment: " + id + " (expected: a provider and a breaker of that name)");
        }
        Transport own = adapter.transport();
        return new Destination(deployment, id, adapter, own == null ? network : own, health);
    }

    /** Which of them can take which request. */
    public Serving serving() {
        return serving;
    }

    Destination of(Deployment deployment) {
        Destination destination = destinations.get(deployment);
        if (destination == null) {
            throw new IllegalStateException("deployment " + deployment.id() + " is not of this policy's catalogue");
        }
        return destination;
    }
}
