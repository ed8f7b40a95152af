package dev.pointsman.learned;

import dev.pointsman.learned.TextEncoder.EncodingFailed;

/** A text could not be encoded where that ends the work at hand. */
public final class Unencoded extends RuntimeException {
    private final EncodingFailed failure;

    public Unencoded(EncodingFailed failure) {
        super(failure.getMessage(), failure);
        this.failure = failure;
    }

    public EncodingFailed failure() {
        return failure;
    }
}
