package dev.pointsman.routing.rules;

/** What a condition says of a request: three values, since a signal may abstain (Kleene's strong logic). Only {@code YES} matches. */
enum Verdict {
    YES,
    NO,
    /** Cannot be told; neither the condition nor its opposite matches. */
    ABSTAINED;

    static Verdict of(boolean holds) {
        return holds ? YES : NO;
    }

    Verdict opposite() {
        return switch (this) {
            case YES -> NO;
            case NO -> YES;
            case ABSTAINED -> ABSTAINED;
        };
    }
}
