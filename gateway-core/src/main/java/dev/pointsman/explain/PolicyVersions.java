package dev.pointsman.explain;

import dev.pointsman.policy.Policy;
import org.jspecify.annotations.Nullable;

/** Finds the policy that decided, by what a record keeps of its digest. */
@FunctionalInterface
public interface PolicyVersions {
    /** Where there is no other than that one. */
    static PolicyVersions only(Policy policy) {
        return digest -> digest.length() >= 8 && policy.digest().startsWith(digest) ? policy : null;
    }

    /**
     * The policy whose digest begins so; null where it is not kept, or can no longer be loaded.
     *
     * @param digest 12 hex digits
     */
    @Nullable
    Policy withDigest(String digest);

    /** This one's, else the other's. */
    default PolicyVersions or(PolicyVersions other) {
        return digest -> {
            Policy found = withDigest(digest);
            return found != null ? found : other.withDigest(digest);
        };
    }
}
