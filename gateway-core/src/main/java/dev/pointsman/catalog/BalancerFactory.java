package dev.pointsman.catalog;

import dev.pointsman.config.ConfigNode;

/** Makes a plug-in balancer named in a model's {@code balance}; found by {@link java.util.ServiceLoader}. */
public interface BalancerFactory {
    /** The word of the policy: {@code balance: { type: acme-cheapest, … }}. */
    String type();

    /** Reads its own keys from its entry, notes mistakes at their nodes; one for each model and load of the policy, and for each time a decision is explained. */
    Balancer create(ConfigNode settings);
}
