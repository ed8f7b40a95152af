package dev.pointsman.training.evaluate;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Intervals of figures by resampling: questions are drawn with replacement, and all rows of a question come with it (B. Efron, "Bootstrap methods", 1979;
 * percentile intervals). Every figure sees the same draws, so differences of figures are paired. Same seed, same intervals. Immutable.
 */
public final class Bootstrap {
    /** Draws of as many questions as there are. */
    public static final int RESAMPLINGS = 1_000;

    private static final double TAIL = 0.025;

    private final int[] questionOfRow;
    private final int questions;
    private final long seed;

    /** @param keys of the rows: rows with the same one are drawn together */
    public Bootstrap(List<String> keys, long seed) {
        Map<String, Integer> numbers = new HashMap<>();
        this.questionOfRow = new int[keys.size()];
        for (int row = 0; row < questionOfRow.length; row++) {
            Integer known = numbers.putIfAbsent(keys.get(row), numbers.size());
            questionOfRow[row] = known == null ? numbers.size() - 1 : known;
        }
        this.questions = numbers.size();
        this.seed = seed;
    }

    /** Every row once: what gives a figure itself. */
    public int[] once() {
        int[] times = new int[questionOfRow.length];
        Arrays.fill(times, 1);
        return times;
    }

    /** A figure with its interval. */
    public Interval interval(Metric metric) {
        return intervals(List.of(metric)).get(0);
    }

    /** Figures with their intervals, all of the same resamplings; faster than one by one. */
    public List<Interval> intervals(List<Metric> metrics) {
        double[][] drawn = drawn(metrics);
        Interval[] intervals = new Interval[drawn.length];
        for (int i = 0; i < drawn.length; i++) {
            intervals[i] = interval(metrics.get(i).of(once()), drawn[i]);
        }
        return List.of(intervals);
    }

    private double[][] drawn(List<Metric> metrics) {
        double[][] drawn = new double[metrics.size()][RESAMPLINGS];
        SplittableRandom random = new SplittableRandom(seed);
        int[] ofQuestion = new int[questions];
        int[] times = new int[questionOfRow.length];
        for (int draw = 0; draw < RESAMPLINGS && questions > 0; draw++) {
            draw(random, ofQuestion, times);
            for (int i = 0; i < drawn.length; i++) {
                drawn[i][draw] = metrics.get(i).of(times);
            }
        }
        return drawn;
    }

    /** What a figure is above in so large a share of the resamplings; NaN where too few of them have it. */
    public double floor(Metric metric, double share) {
        double[] known = drawn(List.of(metric))[0];
        double[] finite = Arrays.stream(known).filter(Double::isFinite).sorted().toArray();
        return finite.length < known.length * (1 - TAIL) ? Double.NaN : finite[(int) (finite.length * (1 - share))];
    }

    private void draw(SplittableRandom random, int[] ofQuestion, int[] times) {
        Arrays.fill(ofQuestion, 0);
        for (int i = 0; i < questions; i++) {
            ofQuestion[random.nextInt(questions)]++;
        }
        for (int row = 0; row < times.length; row++) {
            times[row] = ofQuestion[questionOfRow[row]];
        }
    }

    private static Interval interval(double value, double[] drawn) {
        double[] known = Arrays.stream(drawn).filter(Double::isFinite).sorted().toArray();
        if (Double.isNaN(value) || known.length < drawn.length * (1 - TAIL)) {
            return new Interval(value, Double.NaN, Double.NaN);
        }
        int cut = (int) (known.length * TAIL);
        return new Interval(value, known[cut], known[known.length - 1 - cut]);
    }
}
