package dev.pointsman.upstream;

import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.Transport;
import dev.pointsman.provider.keys.KeyListener;
import dev.pointsman.provider.keys.KeyRing;
import dev.pointsman.provider.keys.ProviderKeys;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All deployments of a policy, each with what a call to it needs; immutable. */
public final class Destinations {
    /** A deployment with its provider's keys, the way to it, and its health. */
    record Destination(Deployment deployment, String id, KeyRing keys, Transport transport, DeploymentHealth health) {}

    /** By identity: a deployment asked for is always one of the catalogue's, and hashing its record would cost more than the rest. */
    private final IdentityHashMap<Deployment, Destination> destinations = new IdentityHashMap<>();

    private final Serving serving;

    /** Of providers whose keys nobody watches. */
    public Destinations(
            Catalog catalog,
            Map<String, ProviderAdapter> adapters,
            Serving serving,
            Transport network,
            CircuitBreakers breakers) {
        this(catalog, adapters, serving, network, breakers, KeyListener.NONE);
    }

    /**
     * @param adapters by the name of the provider; each provider that the catalogue names
     * @param serving of the same catalogue
     * @param network the way to providers that do not answer by themselves
     * @param listener hears which keys of providers fail
     */
    public Destinations(
            Catalog catalog,
            Map<String, ProviderAdapter> adapters,
            Serving serving,
            Transport network,
            CircuitBreakers breakers,
            KeyListener listener) {
        this.serving = serving;
        Map<String, ProviderKeys> keys = new HashMap<>();
        adapters.forEach((name, adapter) -> keys.put(name, new ProviderKeys(name, adapter, listener)));
        for (Model model : catalog.models()) {
            for (Deployment deployment : model.deployments()) {
                ProviderKeys its = keys.get(deployment.provider());
                Transport own = own(adapters.get(deployment.provider()), network);
                destinations.put(deployment, destination(deployment, its, own, breakers));
            }
        }
    }

    private static Transport own(@Nullable ProviderAdapter adapter, Transport network) {
        Transport own = adapter == null ? null : adapter.transport();
        return own == null ? network : own;
    }

    private static Destination destination(
            Deployment deployment, @Nullable ProviderKeys keys, Transport transport, CircuitBreakers breakers) {
        String id = deployment.id();
        DeploymentHealth health = breakers.of(id);
        if (keys == null || health == null) {
            throw new IllegalArgumentException(
                    "deployment: " + id + " (expected: a provider and a breaker of that name)");
        }
        return new Destination(deployment, id, keys.ring(), transport, health);
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
