package dev.pointsman.routing.facts;

import org.jspecify.annotations.Nullable;

/** What a record knows of a text that is no longer there. */
public interface KnownText {
    /**
     * Whether a word or pattern stood in it; null where the record cannot tell.
     *
     * @param ofSystem the system messages, else the last user message
     * @param wordOrPattern as the policy writes it
     */
    @Nullable
    Boolean has(boolean ofSystem, String wordOrPattern);

    /** Hears that a condition could not be told for want of what it was asked for. */
    default void abstained() {}
}
