package dev.pointsman.routing;

import dev.pointsman.catalog.Catalog;
import dev.pointsman.config.ConfigNode;

/** Makes a plug-in router named in the policy's {@code chain}; found by {@link java.util.ServiceLoader}. */
public interface RouterFactory {
    /** The word of the policy: {@code chain: [capability, rules, { type: acme-compliance, mode: strict }]}. */
    String type();

    /** Reads its own keys from its entry, notes mistakes at their nodes. */
    Router create(ConfigNode settings, Catalog catalog);
}
