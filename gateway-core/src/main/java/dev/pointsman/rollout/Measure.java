package dev.pointsman.rollout;

import dev.pointsman.routing.Comparison.Quantity;
import java.util.Arrays;
import java.util.List;

/** What two policies are compared by, and what of a window of calls a bound looks at. */
public enum Measure {
    /** Share of calls that failed by the gateway's or a provider's fault, 0..1; its values are 0 and 1. */
    ERROR_RATE("error_rate", Quantity.NUMBER, true, false),
    /** Milliseconds to the first output of streams. */
    FIRST_TOKEN("first_token", Quantity.TIME, true, true),
    /** Milliseconds to the end of whole answers. */
    LATENCY("latency", Quantity.TIME, true, true),
    /** US dollars of a call whose price is known. */
    COST("cost", Quantity.DOLLARS, true, false),
    /** Scores of feedback, 0..1. */
    QUALITY("quality", Quantity.NUMBER, false, false);

    /** A tenth of the calls may be slower than a bound on times. */
    static final double QUANTILE = 0.9;

    private final String word;
    private final Quantity quantity;
    private final boolean lowIsGood;
    private final boolean byQuantile;

    Measure(String word, Quantity quantity, boolean lowIsGood, boolean byQuantile) {
        this.word = word;
        this.quantity = quantity;
        this.lowIsGood = lowIsGood;
        this.byQuantile = byQuantile;
    }

    /** Its key in the policy and in reports. */
    public String word() {
        return word;
    }

    Quantity quantity() {
        return quantity;
    }

    boolean lowIsGood() {
        return lowIsGood;
    }

    /** Whether a bound looks at the 90th percentile of a window; else at its mean. */
    boolean byQuantile() {
        return byQuantile;
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Measure::word).toList();
    }
}
