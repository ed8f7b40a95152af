package dev.pointsman.report;

import java.util.List;

/** What is compared between two ways of answering: sums of some requests, weighted, with their resamplings. Confined to one thread. */
final class Outcomes {
    /** What of a request. */
    enum Of {
        /** Dollars, of those whose cost is known. */
        COST_USD,
        /** Milliseconds to the end, of those that ended well. */
        TOTAL_MS,
        /** Milliseconds to the first output, of those that had one. */
        FIRST_OUTPUT_MS,
        /** Share that did not end well, 0..1. */
        ERRORS;

        private double value(ReportLine line) {
            double value = switch (this) {
                case COST_USD -> line.costNanos() / 1e9;
                case TOTAL_MS -> line.complete() ? line.totalMillis() : -1;
                case FIRST_OUTPUT_MS -> line.firstOutputMillis();
                case ERRORS -> line.complete() ? 0 : 1;
            };
            return value < 0 ? Double.NaN : value;
        }
    }

    private static final int KINDS = Of.values().length;

    private final double[][] weights = new double[KINDS][Resampling.WIDTH];
    private final double[][] sums = new double[KINDS][Resampling.WIDTH];
    private long requests;

    /** @param weight one over the probability of the request's being among them, or 1 */
    void add(ReportLine line, double weight, Resampling resampling) {
        requests++;
        int kind = 0;
        for (Of what : Of.values()) {
            double value = what.value(line);
            if (!Double.isNaN(value)) {
                resampling.add(weights[kind], weight);
                resampling.add(sums[kind], weight * value);
            }
            kind++;
        }
    }

    long requests() {
        return requests;
    }

    /** Weighted mean: by such weights the self-normalised inverse-propensity estimate. */
    Estimate mean(Of what) {
        return requests == 0 ? Estimate.NONE : Resampling.figure(sample -> mean(what, sample));
    }

    private double mean(Of what, int sample) {
        int kind = kind(what);
        return sums[kind][sample] / weights[kind][sample];
    }

    private static int kind(Of what) {
        return List.of(Of.values()).indexOf(what);
    }

    /** This mean less the other one, in the same resamplings. */
    Estimate less(Outcomes other, Of what) {
        return requests == 0 || other.requests == 0
                ? Estimate.NONE
                : Resampling.figure(sample -> mean(what, sample) - other.mean(what, sample));
    }
}
