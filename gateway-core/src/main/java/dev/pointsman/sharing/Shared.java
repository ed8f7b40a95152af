package dev.pointsman.sharing;

import dev.pointsman.cache.SharedReplies;
import dev.pointsman.session.SharedSessions;
import dev.pointsman.upstream.DeploymentHealth;

/**
 * What gateways of a fleet know together, beside what limits count.
 *
 * @param replies that were kept
 * @param hints of deployments that others leave alone
 * @param sessions conversations
 */
public record Shared(SharedReplies replies, DeploymentHealth.Hints hints, SharedSessions sessions) {
    /** This gateway is alone. */
    public static final Shared NONE = new Shared(SharedReplies.NONE, DeploymentHealth.Hints.NONE, SharedSessions.NONE);
}
