package dev.pointsman.cache;

import java.util.Locale;

/** What a cache did for a request. */
public enum CacheUse {
    /** The reply was kept. */
    HIT,
    /** The reply is that of an identical request under way, which pays for it. */
    SHARED,
    /** The reply to a like request was kept. */
    SEMANTIC,
    /** A provider was asked. */
    MISS,
    /** The cache was not looked at: the client, the policy or the request did not want it. */
    BYPASS;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** Its name in records and tags: {@code semantic}. */
    public String word() {
        return word;
    }

    /** Its name in {@code x-gateway-cache}. */
    public String header() {
        return switch (this) {
            case HIT, SHARED -> "hit";
            case SEMANTIC -> "semantic-hit";
            case MISS -> "miss";
            case BYPASS -> "bypass";
        };
    }

    /** Whether no provider was asked for it. */
    public boolean saved() {
        return this == HIT || this == SHARED || this == SEMANTIC;
    }
}
