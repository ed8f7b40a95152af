package dev.pointsman.routing.facts;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which deployments can take one request, told by their providers' dialects. */
@FunctionalInterface
public interface Eligibility {
    /** Why the deployment of that id cannot take it, in words for people; null where it can. */
    @Nullable
    String lack(String deploymentId);

    /**
     * What was found of deployments because of this very request, beyond what its endpoint tells of every request: by id, "" where nothing
     * stands against one. Null where the request is like all others of its endpoint.
     */
    default @Nullable Map<String, String> found() {
        return null;
    }

    /** The request's field that most of them lack; null where it is none. */
    default @Nullable String param() {
        return null;
    }
}
