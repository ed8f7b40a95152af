package dev.pointsman.report;

import org.jspecify.annotations.Nullable;

/**
 * Requests that a rule of nothing but a share sent elsewhere, beside all the others that the rules decided. Who named a model is on neither side. Both
 * sides are as chance made them, so the difference of their means is what routing caused; with one probability for all it is also the
 * self-normalised inverse-propensity estimate. Confined to one thread.
 */
final class Holdout {
    private final String rule;
    private final Outcomes routed = new Outcomes();
    private final Outcomes heldOut = new Outcomes();

    Holdout(String rule) {
        this.rule = rule;
    }

    void add(ReportLine line, Resampling resampling) {
        if (line.decided() && !line.fixed()) {
            (rule.equals(line.rule()) ? heldOut : routed).add(line, 1, resampling);
        }
    }

    @Nullable
    Causal causal() {
        return Causal.of(rule, Causal.Kind.HOLDOUT, routed, heldOut);
    }
}
