package dev.pointsman.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What routing caused, as far as chance tells it: the requests as they were routed, beside those that chance sent elsewhere.
 *
 * @param name of the rule that held out, or of the baseline
 * @param routed requests on the one side
 * @param other requests on the other
 */
public record Causal(String name, Kind kind, long routed, long other, List<Effect> effects) {
    /** How chance came in. */
    public enum Kind {
        /** A rule sends a random share elsewhere: means are compared. */
        HOLDOUT,
        /** A score draws, and its probabilities are recorded: means are weighted by them. */
        EXPLORED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Of one figure.
     *
     * @param what {@code cost_usd}, {@code total_ms}, {@code first_output_ms}, {@code errors}
     * @param routed mean of the requests as routed
     * @param other mean of the others
     * @param difference the first less the second
     */
    public record Effect(String what, Estimate routed, Estimate other, Estimate difference) {}

    public Causal {
        effects = List.copyOf(effects);
    }

    /** Null where one side has no requests. */
    static @Nullable Causal of(String name, Kind kind, Outcomes routed, Outcomes other) {
        if (routed.requests() == 0 || other.requests() == 0) {
            return null;
        }
        List<Effect> effects = new ArrayList<>();
        for (Outcomes.Of what : Outcomes.Of.values()) {
            effects.add(new Effect(
                    what.name().toLowerCase(Locale.ROOT),
                    routed.mean(what),
                    other.mean(what),
                    routed.less(other, what)));
        }
        return new Causal(name, kind, routed.requests(), other.requests(), effects);
    }
}
