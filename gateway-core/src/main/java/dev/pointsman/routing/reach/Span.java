package dev.pointsman.routing.reach;

import dev.pointsman.routing.Comparison;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers, as disjoint intervals in rising order.
 *
 * @param whole whether only whole numbers from 0 on count
 */
record Span(List<Interval> intervals, boolean whole) implements Region {
    /** From {@code low} to {@code high}; an end that is not included is infinite or stands just outside. */
    record Interval(double low, boolean lowIncluded, double high, boolean highIncluded) {
        Interval and(Interval other) {
            boolean lowHere = low > other.low || (low == other.low && !lowIncluded);
            boolean highHere = high < other.high || (high == other.high && !highIncluded);
            Interval lower = lowHere ? this : other;
            Interval upper = highHere ? this : other;
            return new Interval(lower.low, lower.lowIncluded, upper.high, upper.highIncluded);
        }

        boolean holdsNothing(boolean whole) {
            if (low == Double.POSITIVE_INFINITY || high == Double.NEGATIVE_INFINITY) {
                return true;
            }
            if (!whole) {
                return low > high || (low == high && !(lowIncluded && highIncluded));
            }
            double first = Math.max(0, lowIncluded ? Math.ceil(low) : Math.floor(low) + 1);
            double last = highIncluded ? Math.floor(high) : Math.ceil(high) - 1;
            return first > last;
        }
    }

    private static final Interval ALL = new Interval(Double.NEGATIVE_INFINITY, true, Double.POSITIVE_INFINITY, true);

    Span {
        intervals = List.copyOf(intervals);
    }

    static Span of(Comparison comparison, boolean whole) {
        return new Span(
                List.of(new Interval(
                        comparison.low(), comparison.lowIncluded(), comparison.high(), comparison.highIncluded())),
                whole);
    }

    static Span none(boolean whole) {
        return new Span(List.of(), whole);
    }

    /** Numbers in either. */
    Span or(Span other) {
        return (Span) not().and(other.not()).not();
    }

    @Override
    public Region and(Region other) {
        List<Interval> both = new ArrayList<>();
        for (Interval mine : intervals) {
            for (Interval its : ((Span) other).intervals) {
                Interval common = mine.and(its);
                if (!common.holdsNothing(whole)) {
                    both.add(common);
                }
            }
        }
        return new Span(both, whole);
    }

    @Override
    public Region not() {
        Region outside = new Span(List.of(ALL), whole);
        for (Interval interval : intervals) {
            outside = outside.and(new Span(
                    List.of(
                            new Interval(ALL.low, true, interval.low, !interval.lowIncluded),
                            new Interval(interval.high, !interval.highIncluded, ALL.high, true)),
                    whole));
        }
        return outside;
    }

    @Override
    public boolean isEmpty() {
        return intervals.isEmpty();
    }
}
