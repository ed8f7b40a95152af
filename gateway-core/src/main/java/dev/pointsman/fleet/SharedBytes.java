package dev.pointsman.fleet;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Values of bytes in a store that several gateways share, on a way of their own, so that what is counted waits for none of them. Thread-safe; never
 * blocks.
 */
public interface SharedBytes {
    /**
     * A value, cut off behind a number of bytes.
     *
     * @return its bytes, none where there is no such value, on any thread; fails where the store is not there, at once where that is known. May
     *     stay open for as long as the store does not answer
     */
    CompletionStage<byte[]> get(String key, int mostBytes);

    /** Puts a value in the place of the one before, for a time of a millisecond at least; ends as {@link #get} does. */
    CompletionStage<?> put(String key, byte[] value, Duration ttl);
}
