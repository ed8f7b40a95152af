package dev.pointsman.api;

/** Why another model may be tried: the words of the policy's {@code fallback_if}. */
public enum FallbackCause {
    UNAVAILABLE,
    RATE_LIMIT,
    TOO_LONG,
    REFUSED,
    SLOW
}
