package dev.pointsman.provider;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Brings the chunks of one stream to OpenAI's form, for providers that do not quite keep to it; one instance a stream, called on its loop.
 * Chunks that differ from one another in their text alone are read once, and relayed alike from then on where {@link #repeatable} allows it.
 */
public interface ChunkMend {
    /**
     * Reads the next chunk, a whole JSON object.
     *
     * @return null where it stays byte for byte; else the events that take its place, framing and all, none where it is left out
     * @throws GatewayException where the chunk tells a failure
     */
    byte @Nullable [] mended(byte[] array, int from, int to);

    /** Whether any chunk that differs from the one last read in its text alone would be mended in the same way. */
    boolean repeatable();

    /** Where a byte of the chunk last read has come to in what {@link #mended} gave; -1 where it is no longer there. */
    int moved(int offset);

    /** Whether the provider's table has that word of why an answer ended. */
    boolean knowsFinish(String reason);

    /**
     * Events that go before {@code [DONE]}, once.
     *
     * @param usage the last that was told; null where there was none
     * @throws GatewayException where the stream cannot end like this
     */
    byte[] last(@Nullable Usage usage);
}
