package dev.pointsman.training.evaluate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What a router between a strong and a weak model reaches at each share of calls to the strong one: those prompts whose preference is at or above a
 * threshold go to it. Figures as RouteLLM defines them (Ong et al., arXiv 2406.18665, and its evaluation code): PGR is the share of the quality
 * between the weak and the strong model that is recovered. Immutable.
 */
public final class StrongCurve {
    /** Thresholds are the edges of this many parts of the prompts, equal by number. */
    public static final int PARTS = 10;

    /** Rows, least preference first, and those of the same in an order drawn by the seed. */
    private final int[] order;

    private final double[] preference;
    private final double[] strong;
    private final double[] weak;

    /**
     * The curve of one router; keeps the arrays.
     *
     * @param preference of each row, comparable between rows
     * @param strong score of the strong model on each row, 0 to 1
     * @param weak score of the weak model on each row
     * @param seed orders rows of the same preference where one by one is asked for
     */
    public StrongCurve(double[] preference, double[] strong, double[] weak, long seed) {
        this.preference = preference;
        this.strong = strong;
        this.weak = weak;
        SplittableRandom random = new SplittableRandom(seed);
        double[] lots = random.doubles(preference.length).toArray();
        Comparator<Integer> byPreference = Comparator.comparingDouble(row -> preference[row]);
        this.order = IntStream.range(0, preference.length)
                .boxed()
                .sorted(byPreference.thenComparingDouble(row -> lots[row]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Mean score of the strong model. */
    public double strongQuality(int[] times) {
        return mean(strong, times);
    }

    /** Mean score of the weak model. */
    public double weakQuality(int[] times) {
        return mean(weak, times);
    }

    /**
     * Area under PGR over the share of strong calls, by trapezoids between the thresholds: 0.5 for chance; NaN where the strong model is not better.
     */
    public double apgr(int[] times) {
        double[][] points = points(times);
        double weakQuality = weakQuality(times);
        double span = strongQuality(times) - weakQuality;
        double area = 0;
        for (int i = 1; i <= PARTS; i++) {
            double width = points[0][i] - points[0][i - 1];
            area += width * ((points[1][i] + points[1][i - 1]) / 2 - weakQuality);
        }
        return span > 0 ? area / span : Double.NaN;
    }

    /**
     * CPT: the least share of strong calls whose PGR reaches {@code pgr}, straight between the thresholds; NaN where the strong model is not better.
     *
     * @param pgr 0 to 1
     */
    public double strongShareAt(double pgr, int[] times) {
        double weakQuality = weakQuality(times);
        double span = strongQuality(times) - weakQuality;
        if (!(span > 0)) {
            return Double.NaN;
        }
        double wanted = weakQuality + pgr * span;
        double[][] points = points(times);
        for (int i = 1; i <= PARTS; i++) {
            if (points[1][i] >= wanted) {
                double rise = points[1][i] - points[1][i - 1];
                double part = rise > 0 ? Math.max(0, (wanted - points[1][i - 1]) / rise) : 0;
                return points[0][i - 1] + part * (points[0][i] - points[0][i - 1]);
            }
        }
        return 1;
    }

    /**
     * The least share of strong calls that gives this share of the strong model's quality, prompt by prompt: a hindsight figure, since the threshold is
     * chosen on the rows it is measured on.
     *
     * @param share of the strong model's mean score, 0 to 1
     */
    public double strongShareForQuality(double share, int[] times) {
        double count = total(times);
        double wanted = share * strongQuality(times) * count - 1e-9;
        double quality = weakQuality(times) * count;
        int calls = 0;
        for (int i = order.length - 1; i >= 0 && quality < wanted; i--) {
            int row = order[i];
            quality += times[row] * (strong[row] - weak[row]);
            calls += times[row];
        }
        return quality < wanted ? 1 : calls / count;
    }

    /** Mean score where the given share of prompts, the most preferred, goes to the strong model. */
    public double qualityAt(double strongShare, int[] times) {
        double count = total(times);
        double left = strongShare * count;
        double quality = weakQuality(times) * count;
        for (int i = order.length - 1; i >= 0 && left > 0; i--) {
            int row = order[i];
            quality += Math.min(left, times[row]) * (strong[row] - weak[row]);
            left -= times[row];
        }
        return quality / count;
    }

    /** Shares of strong calls, growing from 0 to 1, and the mean scores there: one pair per edge of the parts. */
    double[][] points(int[] times) {
        int n = order.length;
        long[] before = new long[n + 1];
        double[] gainBefore = new double[n + 1];
        for (int i = 0; i < n; i++) {
            int row = order[i];
            before[i + 1] = before[i] + times[row];
            gainBefore[i + 1] = gainBefore[i] + times[row] * (strong[row] - weak[row]);
        }
        double weakQuality = weakQuality(times);
        double[][] points = new double[2][PARTS + 1];
        for (int edge = 0; edge <= PARTS; edge++) {
            double threshold = quantile(edge, before);
            int from = edge == PARTS ? n : firstAtOrAbove(threshold);
            points[0][PARTS - edge] = (double) (before[n] - before[from]) / before[n];
            points[1][PARTS - edge] = weakQuality + (gainBefore[n] - gainBefore[from]) / before[n];
        }
        return points;
    }

    /** The edge below which so many parts lie, straight between the two nearest rows. */
    private double quantile(int edge, long[] before) {
        int n = order.length;
        double place = (double) edge * (before[n] - 1) / PARTS;
        long floor = (long) place;
        double low = counted(floor, before);
        double high = counted(Math.min(floor + 1, before[n] - 1), before);
        return low + (high - low) * (place - floor);
    }

    /** Preference of the row at a place where every row stands as often as it counts. */
    private double counted(long place, long[] before) {
        int low = 0;
        int high = order.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (before[middle + 1] > place) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return preference[order[low]];
    }

    private int firstAtOrAbove(double threshold) {
        int low = 0;
        int high = order.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (preference[order[middle]] >= threshold) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private static double mean(double[] values, int[] times) {
        double sum = 0;
        for (int row = 0; row < values.length; row++) {
            sum += times[row] * values[row];
        }
        return sum / total(times);
    }

    private static double total(int[] times) {
        return Arrays.stream(times).asLongStream().sum();
    }
}
