package dev.pointsman.routing.reach;

/** A set of values that one source may have, closed under intersection and complement. Regions of one source are of one kind. */
sealed interface Region permits Span, Choice {
    Region and(Region other);

    Region not();

    boolean isEmpty();

    /** Whether every value in this is in the other. */
    default boolean within(Region other) {
        return and(other.not()).isEmpty();
    }
}
