package dev.pointsman.access;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One value of a virtual key as it is looked up.
 *
 * @param hash its digest, 64 lower-case hex digits
 * @param ended what is said of it once it counts no more: {@code it expired}
 * @param until from when on that holds; null for never
 */
public record KnownKey(
        String hash,
        Principal principal,
        String ended,
        @Nullable Instant until) {
    /** Of a value that does not count. */
    static KnownKey refused(String hash, Principal principal, String why) {
        return new KnownKey(hash, principal, why, Instant.MIN);
    }

    /** The value of a key that ends, and may have been replaced: what is first counts. */
    public static KnownKey of(KeyHash hash, Principal principal, @Nullable Instant expires) {
        Instant replaced = hash.until();
        boolean byChange = replaced != null && (expires == null || replaced.isBefore(expires));
        return new KnownKey(
                hash.hash(),
                principal,
                byChange ? "it was replaced, and this value ended" : "it expired",
                byChange ? replaced : expires);
    }

    /** Why it does not let in at that time; null where it does. */
    @Nullable
    String refusal(long nowMillis) {
        if (until == null || (!until.equals(Instant.MIN) && nowMillis < until.toEpochMilli())) {
            return null;
        }
        String when = until.equals(Instant.MIN) ? "" : " at " + until;
        return String.format(Locale.ROOT, "the API key \"%s\" is no longer valid: %s%s.", principal.key(), ended, when);
    }
}
