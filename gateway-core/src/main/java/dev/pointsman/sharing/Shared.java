package dev.pointsman.sharing;

import dev.pointsman.cache.SharedReplies;
import dev.pointsman.upstream.DeploymentHealth;

/**
 * What gateways of a fleet know together, beside what limits count.
 *
 * @param replies that were kept
 * @param hints of deployments that others leave alone
 */
public record Shared(SharedReplies replies, DeploymentHealth.Hints hints) {
    /** This gateway is alone. */
    public static final Shared NONE = new Shared(SharedReplies.NONE, DeploymentHealth.Hints.NONE);
}
