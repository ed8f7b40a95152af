package dev.pointsman.quota;

import org.jspecify.annotations.Nullable;

/** The answer to a {@link Demand}: a refusal, or a grant, which is given back once. Confined to the loop that asked. */
public interface Grant {
    /** Null where it is granted. */
    @Nullable
    Refusal refusal();

    /** Of the limits of requests the one with the least left, after this one; null where there is none. */
    @Nullable
    Standing requests();

    /** The same of tokens. */
    @Nullable
    Standing tokens();

    /**
     * It is over: what it was expected to take at most gives way to what it took. The first call counts, all others do nothing.
     *
     * @param tokens that it took
     * @param costNanos that it cost
     */
    void settle(long tokens, long costNanos);

    /** It did not happen at all. After a {@link #settle} it does nothing. */
    void undo();
}
