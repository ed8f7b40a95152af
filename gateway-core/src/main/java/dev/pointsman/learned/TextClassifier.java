package dev.pointsman.learned;

import dev.pointsman.learned.TextEncoder.EncodingFailed;

/** Tells how likely each of some classes is for a text. Thread-safe. */
public interface TextClassifier {
    /**
     * One number a class, which add up to 1. Takes long: never called on an event loop. Bounded work, whatever the text.
     *
     * @throws EncodingFailed where what computes them fails
     */
    double[] probabilities(String text) throws EncodingFailed;

    /** How many classes there are, at least 2. */
    int classes();
}
