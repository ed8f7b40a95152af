package dev.pointsman.online;

import dev.pointsman.routing.facts.Signals;

/** A prompt as the heads see it: 1, and how hard, how long and how much of it code it is, each about -1..1, 0 where it cannot be told. Immutable. */
public final class Features {
    static final int SIZE = 4;

    /** Neither hard nor easy, nor long, nor half of it code. */
    static final Features MIDDLE = new Features(1, 0, 0, 0);

    /** Tokens in the middle: 300, by their logarithm to the base of 10. */
    private static final double MIDDLE_TOKENS = 2.5;

    private static final double HALF_RANGE = 1.5;

    private final double[] values;

    private Features(double... values) {
        this.values = values;
    }

    /** Of a prompt; asks for its difficulty, tokens and share of code. */
    public static Features of(Signals signals) {
        double difficulty = signals.difficulty();
        double code = signals.code();
        double tokens = Math.log10(1 + Math.max(0, signals.inputTokens()));
        return new Features(
                1,
                Double.isNaN(difficulty) ? 0 : 2 * difficulty - 1,
                Math.max(-1, Math.min(1, (tokens - MIDDLE_TOKENS) / HALF_RANGE)),
                code >= 0 ? 2 * code - 1 : 0);
    }

    double at(int place) {
        return values[place];
    }
}
