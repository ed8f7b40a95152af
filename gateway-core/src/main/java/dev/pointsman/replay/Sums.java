package dev.pointsman.replay;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Sums for each deployment, and resamplings of them for intervals, see {@link Resampling}. Seeded: the same ledger gives the same intervals. Confined
 * to one thread.
 */
final class Sums {
    /** What is summed of a deployment. */
    enum Of {
        /** Requests that went there, or would go there. */
        BEFORE(0),
        AFTER(1),
        /** Expected nano-dollars of those. */
        COST_BEFORE(2),
        COST_AFTER(3),
        /** Settled nano-dollars where the expected deployment answered, and what was expected of them. */
        SETTLED(4),
        EXPECTED(5),
        /** Measured milliseconds to the first output, and how many. */
        WAITED(6),
        WAITS(7);

        /** Place of its sum among those of a deployment. */
        private final int position;

        Of(int position) {
            this.position = position;
        }
    }

    private static final int SAMPLES = Resampling.SAMPLES;
    /** Deployments beyond it share one place. */
    private static final int PLACES = 128;

    private static final int KINDS = 8;
    private static final int WIDTH = PLACES * KINDS;

    private final double[][] sums = new double[SAMPLES + 1][WIDTH];
    private final Map<String, Integer> places = new LinkedHashMap<>();
    private final Resampling resampling;

    Sums(long seed) {
        resampling = new Resampling(seed);
    }

    /** Draws how often the next request counts in each resampling. */
    void next() {
        resampling.next();
    }

    void add(String deployment, Of what, double value) {
        Integer known = places.get(deployment);
        if (known == null) {
            known = Math.min(places.size(), PLACES - 1);
            if (places.size() < PLACES) {
                places.put(deployment, known);
            }
        }
        int cell = known * KINDS + what.position;
        for (int sample = 0; sample <= SAMPLES; sample++) {
            sums[sample][cell] += resampling.times(sample) * value;
        }
    }

    /** A figure worked out of all sums, with the interval that holds 95 % of the resamplings. */
    Interval figure(ToDoubleFunction<Sample> figure) {
        return Resampling.figure(sample -> figure.applyAsDouble(new Sample(sample)));
    }

    /** The sums as they are, or one resampling of them. */
    final class Sample {
        private final int number;

        private Sample(int number) {
            this.number = number;
        }

        double total(Of what) {
            double total = 0;
            for (int place = 0; place < places.size(); place++) {
                total += at(place, what);
            }
            return total;
        }

        /** Settled for each expected dollar: of all, or of a deployment with enough of them. */
        private double calibration(int place, double all) {
            double settled = at(place, Of.SETTLED);
            double expected = at(place, Of.EXPECTED);
            return expected > 0 && settled > 0 ? settled / expected : all;
        }

        /** Nano-dollars, brought to what such requests really cost. */
        double cost(Of what) {
            double expected = total(Of.EXPECTED);
            double all = expected > 0 ? total(Of.SETTLED) / expected : 1;
            double cost = 0;
            for (int place = 0; place < places.size(); place++) {
                cost += at(place, what) * calibration(place, all);
            }
            return cost;
        }

        /** Mean milliseconds to the first output, by what deployments took; NaN where too little is measured. */
        double wait(Of what) {
            double waited = 0;
            double count = 0;
            for (int place = 0; place < places.size(); place++) {
                double waits = at(place, Of.WAITS);
                if (waits > 0) {
                    waited += at(place, what) * at(place, Of.WAITED) / waits;
                    count += at(place, what);
                }
            }
            return count > 0 ? waited / count : Double.NaN;
        }

        /** Share of the requests that go to deployments whose waits are measured. */
        double measured(Of what) {
            double count = 0;
            for (int place = 0; place < places.size(); place++) {
                count += at(place, Of.WAITS) > 0 ? at(place, what) : 0;
            }
            double all = total(what);
            return all > 0 ? count / all : 0;
        }

        private double at(int place, Of what) {
            return sums[number][place * KINDS + what.position];
        }
    }
}
