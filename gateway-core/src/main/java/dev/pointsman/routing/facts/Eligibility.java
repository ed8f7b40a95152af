package dev.pointsman.routing.facts;

import org.jspecify.annotations.Nullable;

/** Which deployments can take one request, told by their providers' dialects. */
@FunctionalInterface
public interface Eligibility {
    /** Why the deployment of that id cannot take it, in words for people; null where it can. */
    @Nullable
    String lack(String deploymentId);

    /** The request's field that most of them lack; null where it is none. */
    default @Nullable String param() {
        return null;
    }
}
