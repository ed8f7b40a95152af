package dev.pointsman.tracing;

import org.jspecify.annotations.Nullable;

/**
 * Which traces are kept.
 *
 * @param share of those that begin here, 0 to 1
 * @param parent whether a client that says whether its trace is kept decides that for its request
 */
public record Sampling(double share, boolean parent) {
    /** All, unless a client says otherwise. */
    public static final Sampling ALL = new Sampling(1, true);

    /**
     * Whether a trace is kept. The same id comes to the same answer in all that count by the same share: source OpenTelemetry's
     * {@code TraceIdRatioBased} sampler.
     *
     * @param above null where the trace begins here
     * @param low the last 64 bits of its id
     */
    public boolean keeps(@Nullable TraceContext above, long low) {
        if (above != null && parent) {
            return above.sampled();
        }
        return share >= 1 || (low & Long.MAX_VALUE) < share * Long.MAX_VALUE;
    }
}
