package dev.pointsman.estimate;

import dev.pointsman.learned.TextEncoder.EncodingFailed;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An estimator that takes so long that no event loop waits for it. Thread-safe. */
public interface LaterEstimate {
    /** Longest wait of a request. */
    Duration budget();

    /** The model of the policy that is asked; null where {@link #opinion} tells. */
    @Nullable
    String asked();

    /**
     * Works it out in this process.
     *
     * @throws EncodingFailed where what computes it fails
     */
    Opinion opinion(String text) throws EncodingFailed;
}
