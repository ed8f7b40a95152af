package dev.pointsman.estimate;

import dev.pointsman.config.ConfigNode;
import org.jspecify.annotations.Nullable;

/** What tells of the prompts of one score. Thread-safe. */
interface Estimator {
    /** As clients may ask for it: {@code router-NAME-0.5}. */
    String name();

    /** The threshold it has for the pair: for a share of strong calls, or what was calibrated; NaN where it has none. */
    double threshold(@Nullable ConfigNode strongShare);

    /** How it is asked where it takes long; null where it is asked on the event loop. */
    @Nullable
    LaterEstimate later();

    /** Asks it at once, as far as that needs no call. */
    PromptView view(String text);
}
