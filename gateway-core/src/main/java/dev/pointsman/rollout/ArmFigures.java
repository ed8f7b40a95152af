package dev.pointsman.rollout;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** What has become of the calls under one policy. Not thread-safe. */
public final class ArmFigures {
    private final Map<Measure, Series> series = new EnumMap<>(Measure.class);
    private long requests;
    private long errors;
    private long refused;

    ArmFigures(int window) {
        for (Measure measure : Measure.values()) {
            series.put(measure, new Series(window));
        }
    }

    /**
     * A measure in numbers.
     *
     * @param mean of all, as are variance and count; NaN where nothing is known
     * @param windowFigure what a bound looks at: the 90th percentile, or the mean, of the last calls
     */
    public record Summary(long count, double mean, double variance, double median, double p90, double windowFigure) {}

    /**
     * All of it at one moment.
     *
     * @param refused by the caller's own fault; neither a success nor an error
     */
    public record Report(long requests, long errors, long refused, Map<Measure, Summary> measures) {
        public Report {
            measures = Collections.unmodifiableMap(new EnumMap<>(measures));
        }
    }

    void add(Rollout.Call call) {
        requests++;
        switch (call.result()) {
            case REFUSED -> refused++;
            case ERROR -> {
                errors++;
                of(Measure.ERROR_RATE).add(1);
            }
            case OK -> {
                of(Measure.ERROR_RATE).add(0);
                of(Measure.LATENCY).add(call.latencyMillis());
                addKnown(Measure.FIRST_TOKEN, call.firstTokenMillis());
                addKnown(Measure.COST, call.costDollars());
            }
        }
    }

    void score(double score) {
        of(Measure.QUALITY).add(score);
    }

    long requests() {
        return requests;
    }

    /** Whether enough calls have come for a bound to look at. */
    boolean known(Measure measure) {
        return of(measure).full();
    }

    /** What a bound looks at; NaN where nothing came. */
    double figure(Measure measure) {
        Series its = of(measure);
        return measure.byQuantile() ? its.quantileOfLast(Measure.QUANTILE) : its.meanOfLast();
    }

    Report report() {
        Map<Measure, Summary> measures = new EnumMap<>(Measure.class);
        series.forEach((measure, its) -> measures.put(
                measure,
                new Summary(
                        its.count(),
                        its.mean(),
                        its.variance(),
                        its.quantileOfLast(0.5),
                        its.quantileOfLast(Measure.QUANTILE),
                        figure(measure))));
        return new Report(requests, errors, refused, measures);
    }

    private void addKnown(Measure measure, double value) {
        if (!Double.isNaN(value)) {
            of(measure).add(value);
        }
    }

    private Series of(Measure measure) {
        Series its = series.get(measure);
        if (its == null) {
            throw new IllegalStateException("no series of " + measure);
        }
        return its;
    }
}
