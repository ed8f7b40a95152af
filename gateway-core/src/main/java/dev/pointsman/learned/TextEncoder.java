package dev.pointsman.learned;

/** A text as a vector: texts of like meaning point the same way. Thread-safe. */
public interface TextEncoder {
    /** There is no vector of a text; the message says why, for an operator, without the text. */
    final class EncodingFailed extends Exception {
        public EncodingFailed(String message) {
            super(message);
        }
    }

    /**
     * Of length 1, or all zeros, with {@link #dimensions} finite numbers. Takes long: never called on an event loop. Bounded work, whatever the text.
     *
     * @throws EncodingFailed where what computes it fails
     */
    float[] encode(String text) throws EncodingFailed;

    /** Length of every vector. */
    int dimensions();
}
