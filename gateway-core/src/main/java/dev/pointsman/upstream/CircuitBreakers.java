package dev.pointsman.upstream;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The health of all deployments of a policy, by id; immutable, what it holds is not. */
public final class CircuitBreakers {
    private final Map<String, DeploymentHealth> healths = new LinkedHashMap<>();
    private final LongSupplier nanoTime;
    private final DeploymentHealth.Listener listener;
    private final DeploymentHealth.Hints hints;
    private final Predicate<String> held;

    /** All closed, of a gateway that is alone. */
    public CircuitBreakers(
            BreakerSettings settings,
            Collection<String> deployments,
            LongSupplier nanoTime,
            DeploymentHealth.Listener listener) {
        this(settings, deployments, nanoTime, listener, DeploymentHealth.Hints.NONE, any -> false);
    }

    /**
     * All closed.
     *
     * @param held which deployments an operator has taken out of use; asked on all loops
     */
    public CircuitBreakers(
            BreakerSettings settings,
            Collection<String> deployments,
            LongSupplier nanoTime,
            DeploymentHealth.Listener listener,
            DeploymentHealth.Hints hints,
            Predicate<String> held) {
        this(settings, deployments, nanoTime, listener, hints, held, null);
    }

    private CircuitBreakers(
            BreakerSettings settings,
            Collection<String> deployments,
            LongSupplier nanoTime,
            DeploymentHealth.Listener listener,
            DeploymentHealth.Hints hints,
            Predicate<String> held,
            @Nullable CircuitBreakers before) {
        this.nanoTime = nanoTime;
        this.listener = listener;
        this.hints = hints;
        this.held = held;
        for (String id : deployments) {
            DeploymentHealth known = before == null ? null : before.healths.get(id);
            healths.put(
                    id,
                    known != null && known.has(settings)
                            ? known
                            : new DeploymentHealth(id, settings, nanoTime, listener, hints, held));
        }
    }

    /** Those of the next policy: what is known of a deployment is kept where its settings are the same. */
    public CircuitBreakers carriedOver(BreakerSettings settings, Collection<String> deployments) {
        return new CircuitBreakers(settings, deployments, nanoTime, listener, hints, held, this);
    }

    /** Null for a deployment the policy does not have. */
    public @Nullable DeploymentHealth of(String deployment) {
        return healths.get(deployment);
    }

    /** Whether a deployment must not be called now: open breaker, cooling down, or held by an operator. No side effect. */
    public boolean blocked(String deployment) {
        DeploymentHealth health = healths.get(deployment);
        return health != null && health.blocked();
    }
}
