package dev.pointsman.quota;

/**
 * Why a limit does not let something through.
 *
 * @param waitNanos until it may; -1 where it never will: it asks for more than the limit allows at all
 */
public record Refusal(LimitSettings limit, String subject, What what, long waitNanos) {
    /** Which of its numbers is reached. */
    public enum What {
        REQUESTS,
        TOKENS,
        CONCURRENT,
        SPEND,
        /** The price of a call is not known, and so not what it may cost. */
        UNKNOWN_PRICE,
        /** More subjects are counted apart than there is room for. */
        SUBJECTS
    }
}
