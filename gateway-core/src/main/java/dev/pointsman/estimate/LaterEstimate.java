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

    /** The model of embeddings that is asked for a text's vector first; null where none is. */
    default @Nullable String embeddings() {
        return null;
    }

    /**
     * The same as {@link #opinion(String)} with the vector that the model of embeddings gave.
     *
     * @throws EncodingFailed where it has another length than those that were learned from
     */
    default Opinion opinion(String text, float[] vector) throws EncodingFailed {
        return opinion(text);
    }

    /**
     * Works it out in this process.
     *
     * @throws EncodingFailed where what computes it fails
     */
    Opinion opinion(String text) throws EncodingFailed;
}
