package dev.pointsman.providers.echo;

import dev.pointsman.api.Headers;
import java.util.List;

/**
 * A reply as it will be written: head, pieces of the body, and how it ends.
 *
 * @param latencyNanos before the head
 * @param gapNanos before each piece but the first
 * @param pieces given away one by one, each once
 */
record EchoPlan(int status, Headers headers, long latencyNanos, long gapNanos, List<byte[]> pieces, Ending ending) {
    /** What comes after the last piece. */
    enum Ending {
        WHOLE,
        CUT,
        SILENCE
    }
}
