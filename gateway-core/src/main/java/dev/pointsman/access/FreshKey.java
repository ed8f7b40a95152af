package dev.pointsman.access;

import java.security.SecureRandom;
import java.util.Base64;

/** The value of a new virtual key: {@code pm-} and 192 random bits. */
public final class FreshKey {
    private static final int RANDOM_BYTES = 24;

    private FreshKey() {}

    /** One that nobody knows yet. */
    public static String value() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        return "pm-" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
