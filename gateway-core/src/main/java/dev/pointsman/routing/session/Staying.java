package dev.pointsman.routing.session;

import dev.pointsman.config.ConfigNode;

/**
 * How much a conversation clings to the model that answered last.
 *
 * @param margin by how much another candidate's worth (0..1) must exceed its model's before it moves, 0..1
 */
public record Staying(double margin, Within within) {
    /** Where a conversation stays at all. */
    public enum Within {
        /** Among the models that the rules leave, whether a score ranked them or they stand in the policy's order. */
        RULES,
        /** Only where a score ranked them: an order that rules or the policy give is followed. */
        SCORE
    }

    private static final double MARGIN = 0.1;

    /** Reads {@code margin} and {@code within} of a map whose other keys are read elsewhere. */
    public static Staying from(ConfigNode session) {
        return new Staying(
                session.read("margin", MARGIN, (margin, none) -> margin.number(0, 1, none)),
                session.read("within", Within.RULES, (word, rules) -> word.oneOf(Within.class, rules)));
    }
}
