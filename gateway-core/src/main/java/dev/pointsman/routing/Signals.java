package dev.pointsman.routing;

import org.jspecify.annotations.Nullable;

/** Facts about one prompt, worked out when first asked for and then kept. A signal that abstains gives null (or NaN). */
public interface Signals {
    /** Estimated prompt tokens. */
    int inputTokens();

    /** ISO 639-1 code of the user's language; null where it cannot be told. */
    @Nullable
    String language();

    /** Share of the text that looks like source code, 0..1. */
    double code();
}
