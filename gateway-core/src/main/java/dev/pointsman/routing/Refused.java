package dev.pointsman.routing;

/** Cause of a refusal by a rule: how far the decision had come, for its record. Without a stack trace; never shown to a client. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient RoutingDecision decision;

    public Refused(RoutingDecision decision) {
        super("refused by a rule", null, false, false);
        this.decision = decision;
    }

    /** The decision as it stood when the rule refused. */
    public RoutingDecision decision() {
        return decision;
    }
}
